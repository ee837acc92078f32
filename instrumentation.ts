/** Next calls this once when the server starts: a wrong environment stops it here, and limits hold from the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const [{ checkEnvAtBoot }, { captureConsole }, { limitRequests }, { startTracing }, { announceProcess }] =
    await Promise.all([
      import("./lib/env"),
      import("./lib/log"),
      import("./lib/http/limits"),
      import("./lib/telemetry/start"),
      import("./lib/metrics/presence"),
    ]);
  const { production, appUrl, traces, stripe } = checkEnvAtBoot();
  limitRequests({ apiBase: stripe.apiBase ?? "", appUrl, development: !production });
  if (production) captureConsole();
  await startTracing("onboarding-web", traces);
  // Not taken back at the end, for which Next leaves no time: a web that has ended falls silent.
  announceProcess("web");
}
