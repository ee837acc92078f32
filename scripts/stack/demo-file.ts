import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { writeWholeFile } from "../process/whole-file.ts";
import type { Stack } from "./stack.ts";

/** What `demo.json` in a data folder says of the stack that runs on it. */
export type DemoFile = Pick<Stack, "appUrl" | "emulatorUrl" | "mailUrl" | "smtpUrl" | "databaseUrl"> & {
  /** Process ids by part: web, worker, emulator, mail, postgres. */
  pids: Record<string, number | undefined>;
};

/** The file in a data folder. */
export const demoFile = (dataDirectory: string): string => path.join(dataDirectory, "demo.json");

/** Tells scripts and checks what runs; there only while everything does, and always whole. */
export function writeDemoFile(dataDirectory: string, stack: Stack, pids: Record<string, number>): void {
  const { appUrl, emulatorUrl, mailUrl, smtpUrl, databaseUrl } = stack;
  const { web, worker, emulator, mail, postgres } = pids;
  const description: DemoFile = {
    appUrl,
    emulatorUrl,
    mailUrl,
    smtpUrl,
    databaseUrl,
    pids: { web, worker, emulator, mail, postgres },
  };
  writeWholeFile(demoFile(dataDirectory), `${JSON.stringify(description, null, 2)}\n`);
}

/** Takes the file away: nothing runs, or not yet everything. */
export const removeDemoFile = (dataDirectory: string): Promise<void> => rm(demoFile(dataDirectory), { force: true });

/** What runs on a data folder; null when nothing does, or when whoever wrote the file was killed. */
export async function readDemoFile(dataDirectory: string): Promise<DemoFile | null> {
  const text = await readFile(demoFile(dataDirectory), "utf8").catch(() => null);
  if (text === null) return null;
  // A cast, because `writeDemoFile` wrote it.
  const demo = JSON.parse(text) as DemoFile;
  return demo.pids.web !== undefined && isAlive(demo.pids.web) ? demo : null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
