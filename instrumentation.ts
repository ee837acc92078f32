/** Next calls this once when the server starts: a wrong environment stops it here, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const [{ checkEnvAtBoot }, { captureConsole }] = await Promise.all([import("./lib/env"), import("./lib/log")]);
  const { production } = checkEnvAtBoot();
  if (production) captureConsole();
}
