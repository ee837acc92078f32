import pg from "pg";
import { checkEnvAtBoot } from "@/lib/env";
import { seal } from "@/lib/pii/cipher";
import { wrapNewDataKey } from "@/lib/pii/keyring";
import { place } from "@/lib/pii/places";

const named = 2_000;

/** Gives the newest people names, as their own process would: a page of the queue must open 50 of them. */
async function sealNames(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ userId: string; sessionId: string; dataKeyId: string }>(
    `select v.user_id as "userId", v.current_session_id as "sessionId", k.id as "dataKeyId"
     from verification v join data_key k on k.user_id = v.user_id
     where v.current_session_id is not null order by v.created_at desc limit $1`,
    [named],
  );
  const sealed = rows.map((row, index) => {
    const { keyId, wrappedKey, key } = wrapNewDataKey(row.dataKeyId);
    const text = (name: string) => Buffer.from(`${name}${index}`);
    return {
      ...row,
      keyId,
      wrappedKey: Buffer.from(wrappedKey),
      first: Buffer.from(seal(key, text("Ada"), place.outputFirstName(row.sessionId))),
      last: Buffer.from(seal(key, text("Example"), place.outputLastName(row.sessionId))),
    };
  });
  await pool.query(
    `update data_key k set key_id = given.key_id, wrapped_key = given.wrapped_key
     from unnest($1::uuid[], $2::text[], $3::bytea[]) given (id, key_id, wrapped_key) where k.id = given.id`,
    [sealed.map((row) => row.dataKeyId), sealed.map((row) => row.keyId), sealed.map((row) => row.wrappedKey)],
  );
  await pool.query(
    `update verification_session s set output_first_name = given.first, output_last_name = given.last
     from unnest($1::text[], $2::bytea[], $3::bytea[]) given (id, first, last) where s.id = given.id`,
    [sealed.map((row) => row.sessionId), sealed.map((row) => row.first), sealed.map((row) => row.last)],
  );
}

const pool = new pg.Pool({ connectionString: checkEnvAtBoot().databaseUrl });
await sealNames(pool);
process.exit(0);
