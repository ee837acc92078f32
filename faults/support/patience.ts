/** Ends what hangs, on the busiest machine; no promise. */
export const patienceMs = 120_000;
