import "server-only";
import { databasePool, db } from "@/lib/db/client";
import { constant } from "@/lib/db/lists";
import { isUnreadable, newestKey, wrapAnew } from "@/lib/pii/keyring";
import { lowestUuid } from "@/lib/uuid";

/**
 * The ids of the keys of PII_KEYS that people's living data keys are wrapped under, in one row, `used`. From one to the next along an
 * index, as there are few: it costs the same for any number of people.
 */
export const keysInUse = `
  with recursive found as (
    (select key_id from data_key where destroyed_at is null order by key_id limit 1)
    union all
    select (select key_id from data_key where destroyed_at is null and key_id > found.key_id order by key_id limit 1)
    from found where found.key_id is not null
  )
  select array(select key_id from found where key_id is not null order by key_id) as used`;

/** The first and the last living data key under each of the ids `$1`, which an index finds however many there are. */
export const sampleDataKeys = `
  select sample.key_id as "keyId", sample.id, sample.wrapped_key as "wrappedKey" from unnest($1::text[]) as used (id), lateral (
    (select * from data_key where destroyed_at is null and key_id = used.id order by data_key.id limit 1)
    union all
    (select * from data_key where destroyed_at is null and key_id = used.id order by data_key.id desc limit 1)
  ) as sample`;

/** How many data keys are locked at a time: some milliseconds, which is how long a redaction of one of these people may wait. */
const portion = 500;

/** The keys, other than the first of PII_KEYS, that living data keys are wrapped under, and how many data keys that are. */
export async function dataKeysToWrap(): Promise<{ keys: string[]; count: number }> {
  const { rows } = await databasePool().query<{ used: string[] }>(keysInUse);
  const keys = (rows[0]?.used ?? []).filter((key) => key !== newestKey().id);
  return { keys, count: await db.dataKey.count({ where: { destroyedAt: null, keyId: { in: keys } } }) };
}

/**
 * Wraps people's living data keys anew under the first of PII_KEYS, a portion at a time, and says after each how many were wrapped. What
 * is sealed under a data key stays as it is. A data key that somebody destroys or wraps at this moment is left to them, one that does
 * not open stays as it is, and a destroyed one stays destroyed. A portion is whole or not at all: whoever stops may begin again.
 */
export async function* wrapDataKeysAnew(): AsyncGenerator<number> {
  for (const key of (await dataKeysToWrap()).keys) {
    for (let after: string | null = lowestUuid; after !== null; ) {
      const { wrapped, next }: Portion = await wrapPortion(key, after);
      after = next;
      yield wrapped;
    }
  }
}

/** `next`: behind which the next one begins; null: this was the last. */
type Portion = { wrapped: number; next: string | null };

function wrapPortion(keyId: string, after: string): Promise<Portion> {
  return db.$transaction(async (tx): Promise<Portion> => {
    // Waits for nobody while it holds rows, and so is part of no deadlock.
    const rows = await tx.$queryRaw<{ id: string; keyId: string; wrappedKey: Uint8Array }[]>`
      select id, key_id as "keyId", wrapped_key as "wrappedKey" from data_key
      where destroyed_at is null and key_id = ${keyId} and id > ${after}::uuid
      order by id limit ${constant(portion)} for no key update skip locked`;
    const anew = rows.flatMap((row) => wrappedAnew(row));
    await tx.$executeRaw`
      update data_key set key_id = anew.key_id, wrapped_key = decode(anew.wrapped_key, 'hex')
      from unnest(${anew.map(({ id }) => id)}::uuid[], ${anew.map((row) => row.keyId)}::text[],
        ${anew.map(({ wrappedKey }) => Buffer.from(wrappedKey).toString("hex"))}::text[]) as anew (id, key_id, wrapped_key)
      where data_key.id = anew.id`;
    return { wrapped: anew.length, next: rows.length === portion ? (rows.at(-1)?.id ?? null) : null };
  });
}

/** None where it does not open. */
function wrappedAnew(row: Parameters<typeof wrapAnew>[0]) {
  try {
    return [{ id: row.id, ...wrapAnew(row) }];
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return [];
  }
}
