/** Never settles: for work that lasts until somebody asks to stop. */
export const forever = new Promise<never>(() => {});

/**
 * Runs `work` until it ends, or until somebody asks the process to stop: Ctrl-C, SIGTERM, a closed terminal, or the end
 * of the command that started it. Then runs `cleanUp`, once and in every case. Returns whether it was asked to stop;
 * throws what `work` throws, after `cleanUp`.
 */
export async function runUntilAsked(
  work: () => Promise<void>,
  cleanUp: () => Promise<void>,
): Promise<{ asked: boolean }> {
  let asked = false;
  const stop = new Promise<void>((resolve) => {
    const ask = () => {
      // Listening for good: a terminal and npm may both pass the same signal on, and the second must not kill.
      if (!asked) console.log("\nstopping …");
      asked = true;
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) process.on(signal, ask);
  });
  try {
    await Promise.race([stop, work()]);
  } finally {
    await cleanUp();
  }
  return { asked };
}
