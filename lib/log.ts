import { trace } from "@opentelemetry/api";
import pino from "pino";
import { AppError } from "./errors";
import { requestScopes } from "./request-scope";

/** The only fields a log line may have: ids, codes and numbers. No field can carry a name, an address or a payload. */
export type LogFields = {
  requestId?: string | null;
  stripeRequestId?: string | null;
  userId?: string | null;
  verificationId?: string | null;
  verificationSessionId?: string | null;
  verificationReportId?: string | null;
  /** `acct_…` */
  stripeAccountId?: string | null;
  /** Our own of a connected account. */
  accountId?: string | null;
  stripeEventId?: string | null;
  mailId?: string | null;
  eventType?: string;
  task?: string;
  attempt?: number;
  code?: string | null;
  status?: string | number | null;
  outcome?: string;
  durationMs?: number;
  count?: number;
  processId?: number;
  auditEntryId?: string;
  auditHash?: string;
  action?: string;
};

const allowed: Record<keyof LogFields, true> = {
  requestId: true,
  stripeRequestId: true,
  userId: true,
  verificationId: true,
  verificationSessionId: true,
  verificationReportId: true,
  stripeAccountId: true,
  accountId: true,
  stripeEventId: true,
  mailId: true,
  eventType: true,
  task: true,
  attempt: true,
  code: true,
  status: true,
  outcome: true,
  durationMs: true,
  count: true,
  processId: true,
  auditEntryId: true,
  auditHash: true,
  action: true,
};

// A code, an id or a number has no spaces and no "@"; whatever has one got here by mistake.
const harmless = (value: unknown) =>
  value === null || typeof value === "number" || (typeof value === "string" && /^[\w.:/-]{1,128}$/.test(value));

/** Runs `work` under a request id; every log line, job and Stripe call within carries it. */
export const withRequestId = <T>(requestId: string, work: () => T): T =>
  requestScopes.run({ requestId, formIsWrong: false }, work);

/** The request id of the running page, action, route or job; null outside. */
export const currentRequestId = (): string | null => requestScopes.getStore()?.requestId ?? null;

const logger = pino(
  { base: null, timestamp: pino.stdTimeFunctions.isoTime },
  { write: (line: string) => process.stdout.write(line) },
);

function clean(fields: LogFields): LogFields {
  const known = Object.entries(fields).filter(([name, value]) => value !== undefined && name in allowed);
  return Object.fromEntries(known.map(([name, value]) => [name, harmless(value) ? value : "[withheld]"]));
}

/** What of an error may be written down: our own message, else only the class, the code and where it was thrown. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    kind: error.name,
    ...(code && harmless(code) ? { code } : {}),
    ...(error instanceof AppError ? { message: error.message } : {}),
    stack: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

type Level = "info" | "warn" | "error";

function write(level: Level, message: string, fields: LogFields, error?: unknown): void {
  const requestId = currentRequestId();
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  logger[level](
    {
      ...(requestId ? { requestId } : {}),
      ...(traceId ? { traceId } : {}),
      ...clean(fields),
      ...(error === undefined ? {} : { error: describeError(error) }),
    },
    message,
  );
}

/** Structured log lines on standard output. The message is a constant sentence; what varies goes into the fields. */
export const log = {
  info: (message: string, fields: LogFields = {}) => write("info", message, fields),
  warn: (message: string, fields: LogFields = {}, error?: unknown) => write("warn", message, fields, error),
  error: (message: string, fields: LogFields = {}, error?: unknown) => write("error", message, fields, error),
};

/** Whether it is Node's for a request whose sender went away: anybody may, and nobody has to look into it. */
const isCutOff = (error: Error) => "code" in error && error.code === "ECONNRESET" && error.message === "aborted";

/**
 * Sends what the framework writes to the console through the rules above: Next prints whole errors, whose messages may
 * quote data. For the start of a production server.
 */
export function captureConsole(): void {
  const report =
    (level: "warn" | "error") =>
    (...said: unknown[]) => {
      const error = said.find((part) => part instanceof Error);
      if (error?.name === "LoggedError") return;
      if (error && isCutOff(error)) log.info("a request ended before its body was whole");
      else log[level]("the framework reported a problem", {}, error);
    };
  console.error = report("error");
  console.warn = report("warn");
}
