import type { Stripe } from "@stripe/stripe-js";

const patienceMs = 10_000;

/** Puts a script into the page; rejects where it is blocked or not there. */
export const loadScript = (src: string) =>
  new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", reject);
    document.head.append(script);
  });

/** What `what` makes after ten seconds. */
export const inTenSeconds = <T>(what: () => T | PromiseLike<T>): Promise<T> =>
  new Promise<T>((resolve) => setTimeout(() => resolve(what()), patienceMs));

/** Stripe.js, fetched now; null when it cannot be had within ten seconds. */
export async function openStripe(publishableKey: string, emulator: string | null): Promise<Stripe | null> {
  const load = async () => {
    // The emulator's script defines window.Stripe, which the unchanged loader then finds.
    if (emulator && !window.Stripe) await loadScript(`${emulator}/endive/stripe.js`);
    const { loadStripe } = await import("@stripe/stripe-js/pure");
    return loadStripe(publishableKey);
  };
  return Promise.race([load().catch(() => null), inTenSeconds(() => null)]);
}
