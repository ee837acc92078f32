let shiftMs = 0;

/** The present. Everything that is stored as "when" asks here; durations against a library's own clock do not. */
export const now = (): Date => new Date(Date.now() + shiftMs);

/** Sets this process's clock to `moment`; only the demo's seed and tests call it. */
export function setClock(moment: Date): void {
  shiftMs = moment.getTime() - Date.now();
}
