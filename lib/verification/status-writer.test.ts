import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");

const sources = ["app", "lib", "prisma", "scripts"].flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: "utf8" })
    .map((name) => path.join(room, name))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|generated|node_modules/.test(name)),
);

/** From an opening bracket to the one that closes it. */
function bracketed(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if ("({[".includes(text.charAt(at))) depth++;
    if (")}]".includes(text.charAt(at)) && --depth === 0) return text.slice(from, at + 1);
  }
  return text.slice(from);
}

const prismaWrite = /\bverification\s*\.\s*(?:create|update|upsert)\w*\s*(?=\()/g;
const sqlWrite = /\b(?:update|insert\s+into|merge\s+into)\s+"?verification"?(?![\w"])/gi;

/** Writes that may hold a status: named, or within something that is spread or handed over whole. */
function statusWrites(text: string): string[] {
  const calls = [...text.matchAll(prismaWrite)].map(({ index, 0: head }) => bracketed(text, index + head.length));
  const withStatus = calls.filter(
    (call) =>
      /\b(?:status|reviewReason)\b/.test(call) ||
      call.includes("...") ||
      !/\b(?:data|create|update):\s*[[{]/.test(call),
  );
  return [...withStatus, ...[...text.matchAll(sqlWrite)].map(([found]) => found)];
}

test.each([
  ['db.verification.update({ where: { id }, data: { status: "verified" } })', 1],
  ["tx.verification.updateMany({ where: { id }, data: { ...row } })", 1],
  ["tx.verification.create({ data })", 1],
  ["tx.verification.create({ data: row })", 1],
  ["db.$executeRaw`update verification set status = 'verified'`", 1],
  ["tx.verification.update({ where: { id }, data: { startedAt: now() } })", 0],
  ["db.$executeRaw`update verification_session set status = 'verified'`", 0],
])("a write of a status is found in %s", (text, count) => {
  expect(statusWrites(text)).toHaveLength(count);
});

test("a verification's status is written in one place, by what deriveStatus says", () => {
  const writes = sources.flatMap((file) =>
    statusWrites(readFileSync(path.join(root, file), "utf8")).map((write) => `${file}: ${write}`),
  );
  expect(writes).toEqual(["lib/verification/sync.ts: ({ where: { id }, data: { ...derived, syncedAt: now() } })"]);
});
