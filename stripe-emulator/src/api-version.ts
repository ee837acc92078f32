/** Stripe API version the emulator speaks, and in which it renders events. */
export const apiVersion = "2026-10-28.endive";
