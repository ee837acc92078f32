// Plain JavaScript, because `bootstrap.mjs` needs it before anything that could read TypeScript is there.

/** A failure whose message is written for the person at the terminal; printed without a stack. */
export class Problem extends Error {}
