import type { StripeConnectInstance } from "@stripe/connect-js";
import { inTenSeconds, loadScript } from "@/app/(applicant)/stripe-js";

type Parameters = {
  publishableKey: string;
  /** The origin that stands in Stripe's place; null: none does. */
  emulator: string | null;
  locale: string;
  fetchClientSecret: () => Promise<string>;
};

const stripes = "https://connect-js.stripe.com";

/** The colours of the page as they are now, in the names that Stripe has for them. */
function appearance() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
  return {
    overlays: "dialog" as const,
    variables: {
      colorPrimary: colour("primary"),
      colorBackground: colour("base-100"),
      colorText: colour("base-content"),
      colorDanger: colour("error"),
      fontFamily: getComputedStyle(document.body).fontFamily,
    },
  };
}

/**
 * Connect.js, fetched now; null when it cannot be had within ten seconds. Its loader says nothing of a script that does not come, and
 * takes one that is there: so it is put there first. Follows the page from light to dark.
 */
export async function openConnect({
  publishableKey,
  emulator,
  locale,
  fetchClientSecret,
}: Parameters): Promise<StripeConnectInstance | null> {
  const load = async () => {
    if (!("StripeConnect" in window)) await loadScript(`${emulator ?? stripes}/v1.0/connect.js`);
    // A blocker may have put something empty in its place.
    if (!("StripeConnect" in window)) return null;
    const { loadConnectAndInitialize } = await import("@stripe/connect-js");
    const connect = loadConnectAndInitialize({ publishableKey, locale, fetchClientSecret, appearance: appearance() });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      connect.update({ appearance: appearance() }),
    );
    return connect;
  };
  return Promise.race([load().catch(() => null), inTenSeconds(() => null)]);
}
