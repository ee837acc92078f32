import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { translatorOf } from "@/i18n/translator";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { fixKeys } from "@/lib/health/doctor/fix-keys";
import { wrapNewDataKey } from "@/lib/pii/keyring";
import { destroyDataKey, readerOf, writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { declareDetails, readDeclared } from "@/lib/verification/declared";
import { signInSomebody } from "@/testkit/in-process/people";

const words = await translatorOf("en", "doctor");
const first = [...env().piiKeys];
const newer = { id: "newer", key: randomBytes(32) };

afterEach(async () => {
  env().piiKeys.splice(0, Infinity, ...first);
  await db.dataKey.deleteMany();
});

/** People with a data key each, under the first of PII_KEYS. */
async function people(count: number) {
  const users = await db.user.createManyAndReturn({
    data: Array.from({ length: count }, () => ({ email: `${randomBytes(8).toString("hex")}@demo.test` })),
  });
  const keys = users.map(({ id: userId }) => {
    const id = randomUUID();
    const { keyId, wrappedKey } = wrapNewDataKey(id);
    return { id, userId, keyId, wrappedKey };
  });
  await db.dataKey.createMany({ data: keys });
  return users.map(({ id }) => id);
}

const keyOf = (userId: string) => db.dataKey.findFirstOrThrow({ where: { userId } });
const under = (keyId: string) => db.dataKey.count({ where: { keyId } });

/** Has the terminal's part played: what was said, and the exit code. */
async function fix(answer: boolean | null, whenAsked: () => Promise<void> = async () => {}) {
  const said: string[] = [];
  const ask = async () => {
    await whenAsked();
    return answer;
  };
  const exitCode = await fixKeys(words, { say: (line) => said.push(line), ask });
  return { exitCode, said: said.join("\n") };
}

const auditOf = async () =>
  (await db.auditEntry.findMany({ where: { targetType: "pii_key" }, orderBy: { id: "asc" } })).map(
    ({ action, targetId, subject, actorId }) => `${action} ${targetId} ${subject} ${actorId}`,
  );

test("says what it will do, and changes nothing before somebody agrees; without another key it asks nobody", async () => {
  await people(2);
  expect(await fix(true)).toMatchObject({ exitCode: 0, said: expect.stringContaining("Nothing to change") });
  env().piiKeys.unshift(newer);
  const declined = await fix(false);
  expect(declined.said).toContain("2 are under test now");
  expect(declined.said).toContain("Every web and worker must have newer in PII_KEYS");
  expect(declined.exitCode).toBe(1);
  expect((await fix(null)).said).toContain("--yes agrees beforehand");
  expect(await under("test")).toBe(2);
  expect(await auditOf()).toEqual([]);
});

test("what is kept of everybody is read without the old key afterwards, and written on; the audit log has beginning and end", async () => {
  const viewer = await signInSomebody();
  await declareDetails(viewer, { country: "DE", firstName: "Ada", lastName: "", phone: null });
  const before = await keyOf(viewer.userId);
  // More than are wrapped at a time.
  await people(521);

  env().piiKeys.unshift(newer);
  const { exitCode, said } = await fix(true);
  expect(said).toContain("522 wrapped anew");
  expect(exitCode).toBe(0);
  expect(await under("newer")).toBe(522);
  env().piiKeys.splice(0, Infinity, newer);
  expect((await readDeclared(viewer)).firstName).toBe("Ada");
  await declareDetails(viewer, { country: "DE", firstName: "Bea", lastName: "", phone: null });
  expect((await readDeclared(viewer)).firstName).toBe("Bea");
  expect(await keyOf(viewer.userId)).toMatchObject({ id: before.id, createdAt: before.createdAt, keyId: "newer" });
  expect(await auditOf()).toEqual([
    "data_keys.wrap_requested newer rows:522 null",
    "data_keys.wrapped newer rows:522 null",
  ]);
});

test("a key that was destroyed stays so, also one destroyed after it was counted, and what it sealed does not open again", async () => {
  const [gone = "", going = "", whole = ""] = await people(3);
  const sealed = await db.$transaction(async (tx) =>
    (await writerOf(tx, going)).seal("Ada", place.declaredDetails(going)),
  );
  await db.$transaction((tx) => destroyDataKey(tx, gone));
  env().piiKeys.unshift(newer);
  const { said } = await fix(true, async () => {
    await db.$transaction((tx) => destroyDataKey(tx, going));
  });
  expect(said).toContain("1 wrapped anew");
  for (const userId of [gone, going]) {
    const key = await keyOf(userId);
    expect(key).toMatchObject({ wrappedKey: null, destroyedAt: expect.any(Date), keyId: "test" });
    expect(readerOf([key])).toBeNull();
  }
  expect(sealed).not.toBeNull();
  expect(await keyOf(whole)).toMatchObject({ keyId: "newer" });
});

test("a key in the hands of a transaction is left to it, without waiting, and a second run takes it up", async () => {
  const [busy = "", idle = ""] = await people(2);
  env().piiKeys.unshift(newer);
  await db.$transaction(async (tx) => {
    await destroyDataKey(tx, busy);
    // Whoever waited for this row would wait for the end of this very callback.
    expect((await fix(true)).said).toMatch(/1 wrapped anew; 1 left under test/);
    expect(await keyOf(idle)).toMatchObject({ keyId: "newer" });
  });
  expect(await keyOf(busy)).toMatchObject({ wrappedKey: null, keyId: "test" });
  expect((await fix(true)).said).toContain("Nothing to change");
});

test("what does not open is left as it is, counted, and hides nobody behind it", async () => {
  const [lost = "", damaged = "", ...whole] = await people(4);
  await db.dataKey.updateMany({ where: { userId: lost }, data: { keyId: "lost" } });
  const noise = randomBytes(60);
  await db.dataKey.updateMany({ where: { userId: damaged }, data: { wrappedKey: noise } });
  const before = await keyOf(lost);
  env().piiKeys.unshift(newer);
  const { exitCode, said } = await fix(true);
  expect(said).toContain("2 wrapped anew; 2 left under lost, test");
  expect(exitCode).toBe(1);
  expect(await keyOf(lost)).toEqual(before);
  expect(Buffer.from((await keyOf(damaged)).wrappedKey ?? [])).toEqual(noise);
  for (const userId of whole) expect(await keyOf(userId)).toMatchObject({ keyId: "newer" });
});

test("two runs at once wrap each key once, and people who come meanwhile have one key", async () => {
  const old = await people(60);
  env().piiKeys.unshift(newer);
  const [one, two, added] = await Promise.all([fix(true), fix(true), people(20)]);
  await fix(true);
  expect(`${one.said}${two.said}`).not.toContain("Broken off");
  expect(await under("newer")).toBe(80);
  env().piiKeys.splice(0, Infinity, newer);
  for (const userId of [...old, ...added]) expect(readerOf([await keyOf(userId)])).not.toBeNull();
});

test("the command wraps with --yes", async () => {
  await people(3);
  const script = path.join(import.meta.dirname, "..", "..", "..", "scripts", "commands", "doctor.ts");
  const PII_KEYS = `newer:${newer.key.toString("base64")},${process.env.PII_KEYS}`;
  const done = await new Promise((resolve) => {
    const options = { env: { ...process.env, PII_KEYS } };
    execFile(process.execPath, [script, "--env", "--fix", "keys", "--yes"], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
  });
  expect(done).toMatchObject({ code: 0, said: expect.stringContaining("3 wrapped anew") });
  expect(await under("newer")).toBe(3);
});
