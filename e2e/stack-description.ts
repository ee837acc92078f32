/** The running product, as the specs see it. */
export type StackDescription = {
  appUrl: string;
  /** Null where Stripe itself answers: tests tagged @emulator are skipped there. */
  emulatorUrl: string | null;
  mailUrl: string;
  databaseUrl: string;
  secretKey: string;
  /** What the web process was given; a second one needs the same. */
  environment: Record<string, string>;
  /** Holds web.log, worker.log and the others. */
  logsDirectory: string;
};
