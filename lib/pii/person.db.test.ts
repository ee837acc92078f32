import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { getCase } from "@/lib/cases/data";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { destroyDataKey, readerOf, writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { declareDetails, openDeclared } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { submit } from "@/testkit/in-process/stripe";

const keysOf = (userId: string) => db.dataKey.findMany({ where: { userId, destroyedAt: null } });

async function verifiedSomebody(first_name: string, last_name: string) {
  const viewer = await signInSomebody();
  await declareDetails(viewer, { country: "DE", firstName: first_name, lastName: last_name, phone: null });
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const row = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const sessionId = row.currentSessionId ?? "";
  await submit(sessionId, "verified", { outputs: { first_name, last_name } });
  await syncVerificationSession(sessionId);
  return { userId: viewer.userId, verificationId: row.id, sessionId };
}

test("a reviewer reads the verified name, which no column holds in plain", async () => {
  const { verificationId } = await verifiedSomebody("Markierta", "Beispieler");
  const reviewer = await signInSomebody("reviewer");
  expect((await getCase(reviewer, verificationId))?.name).toEqual({
    kind: "known",
    text: "Markierta Beispieler",
    source: "document",
  });

  const tables = await db.$queryRaw<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`;
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ text: string }[]>(`select t::text as text from ${name} t`);
    const hex = Buffer.from("Markierta").toString("hex");
    expect(
      rows.filter(({ text }) => text.includes("Markierta") || text.includes(hex)),
      name,
    ).toEqual([]);
  }
});

test("a ciphertext that was moved to another person's row, or to another column, does not open", async () => {
  const ada = await verifiedSomebody("Ada", "Eins");
  const bea = await verifiedSomebody("Bea", "Zwei");
  const reviewer = await signInSomebody("reviewer");
  const [one, two] = await Promise.all(
    [ada, bea].map(({ sessionId }) => db.verificationSession.findUniqueOrThrow({ where: { id: sessionId } })),
  );
  const damaged = expect.objectContaining({ code: "pii_unreadable" });
  const readName = async ({ userId, sessionId }: typeof ada, column: "outputFirstName" | "outputLastName") => {
    const session = await db.verificationSession.findUniqueOrThrow({ where: { id: sessionId } });
    return readerOf(await keysOf(userId))?.open(session[column], place[column](sessionId));
  };
  const unreadable = { name: { kind: "unreadable" }, unreadable: true, session: { metadata: null } };

  await db.verificationSession.update({
    where: { id: ada.sessionId },
    data: { outputFirstName: two?.outputFirstName ?? null },
  });
  await expect(readName(ada, "outputFirstName")).rejects.toThrow(damaged);
  expect(await getCase(reviewer, ada.verificationId)).toMatchObject(unreadable);

  await db.verificationSession.update({
    where: { id: ada.sessionId },
    data: { outputFirstName: one?.outputLastName ?? null },
  });
  await expect(readName(ada, "outputFirstName")).rejects.toThrow(damaged);
  expect(await getCase(reviewer, ada.verificationId)).toMatchObject(unreadable);
});

test("after a new key was put first, old data open with the old one and new data are wrapped by the new", async () => {
  const [old] = env().piiKeys;
  const before = await signInSomebody();
  await declareDetails(before, { country: "DE", firstName: "Ada", lastName: "", phone: null });

  env().piiKeys.unshift({ id: "newer", key: randomBytes(32) });
  try {
    const after = await signInSomebody();
    await declareDetails(after, { country: "DE", firstName: "Bea", lastName: "", phone: null });
    expect((await keysOf(before.userId)).map((key) => key.keyId)).toEqual([old?.id]);
    expect((await keysOf(after.userId)).map((key) => key.keyId)).toEqual(["newer"]);
    const details = await db.declaredDetails.findFirstOrThrow({ where: { userId: before.userId } });
    expect(openDeclared(readerOf(await keysOf(before.userId)), details).firstName).toBe("Ada");
  } finally {
    env().piiKeys.shift();
  }
});

test("once a person's key is destroyed nothing of theirs can be read, and a new key does not open the old", async () => {
  const { userId } = await signInSomebody();
  const sealed = await db.$transaction(async (tx) =>
    (await writerOf(tx, userId)).seal("Ada", place.declaredDetails(userId)),
  );
  await db.$transaction((tx) => destroyDataKey(tx, userId));
  expect(readerOf(await keysOf(userId))).toBeNull();

  const cipher = await db.$transaction((tx) => writerOf(tx, userId));
  expect(() => cipher.open(sealed, place.declaredDetails(userId))).toThrow(
    expect.objectContaining({ code: "pii_unreadable" }),
  );
});

test("parallel writers of one person share one key", async () => {
  const { userId } = await signInSomebody();
  await Promise.all(Array.from({ length: 8 }, () => db.$transaction((tx) => writerOf(tx, userId))));
  expect(await keysOf(userId)).toHaveLength(1);
});
