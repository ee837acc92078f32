import { createTranslator } from "next-intl";
import { databasePool } from "@/lib/db/client";
import type { Words } from "@/lib/doctor/check";
import { environmentChecks, runChecks } from "@/lib/doctor/checks";
import { printReport } from "@/lib/doctor/print";
import { readOwnEnv } from "@/lib/env";
import { now } from "@/lib/time";
import common from "@/messages/en/common.json";
import doctor from "@/messages/en/doctor.json";
import { version } from "@/package.json";

// What is checked is chosen by scripts/doctor.ts, which hands it over as the environment and says so here.
const source = process.argv[2] ?? "the environment of this process";

const translate = createTranslator({ locale: "en", messages: { doctor }, namespace: "doctor" });
// A cast, because the checks build their paths, whose parts the compiler checks (lib/doctor/check.ts).
const words = translate as unknown as Words;

const read = readOwnEnv();
const report =
  "problems" in read
    ? { checks: environmentChecks(read.problems, words), durationMs: 0 }
    : await runChecks({ env: read.env, database: databasePool(), words });
const exitCode = report.checks.some((check) => check.state === "failed") ? 1 : 0;

const stripe = () => {
  if ("problems" in read) return null;
  if (read.env.stripe.apiBase) return words("print.emulator");
  return words(read.env.stripe.livemode ? "print.liveMode" : "print.testMode");
};
const heading = words("print.heading", {
  company: common.company,
  version,
  stripe: stripe() ?? "–",
  time: now().toISOString().slice(0, 19).replace("T", " "),
});
process.stdout.write(
  printReport(
    { heading, source, ...report, exitCode },
    words,
    process.stdout.isTTY === true && process.stdout.hasColors(),
  ),
  () => process.exit(exitCode),
);
