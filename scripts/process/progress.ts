const LONG_STEP_MS = 10_000;

/**
 * Runs `work` and shows how it goes: in a terminal one line that counts the seconds, otherwise one every ten seconds
 * and one at the end. `work` may report how far it is.
 */
export async function showStep(
  title: string,
  work: (report: (progress: string) => void) => Promise<void>,
): Promise<void> {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  let progress = "";
  const { isTTY } = process.stdout;
  const line = (mark: string) => `  ${mark} ${title}${progress && mark === "…" ? `: ${progress}` : ""}  ${seconds()}`;
  const show = () => (isTTY ? process.stdout.write(`\r\x1b[K${line("…")}`) : console.log(line("…")));

  if (isTTY) show();
  const timer = setInterval(show, isTTY ? 1_000 : LONG_STEP_MS);
  const end = (mark: string) => console.log(`${isTTY ? "\r\x1b[K" : ""}${line(mark)}`);
  try {
    await work((text) => {
      progress = text;
    });
    end("✓");
  } catch (error) {
    end("✗");
    throw error;
  } finally {
    clearInterval(timer);
  }
}
