import type { PolicyKind } from "@/lib/http/routes";

/** What a kind of document may do beyond our own: open Stripe's modal, hold its embedded onboarding, or show its pictures. */
const allowed: Record<PolicyKind, { modal: boolean; embedded: boolean; pictures: boolean }> = {
  visitor: { modal: false, embedded: false, pictures: false },
  applicant: { modal: true, embedded: false, pictures: false },
  embedded: { modal: true, embedded: true, pictures: false },
  invited: { modal: true, embedded: false, pictures: false },
  staff: { modal: false, embedded: false, pictures: true },
};

/** What Connect.js needs besides Stripe.js (docs.stripe.com/connect/get-started-connect-embedded-components). */
const connectJs = {
  frames: "https://connect-js.stripe.com",
  pictures: "https://*.stripe.com",
  styles: "'sha256-0hAheEzaMe6uXIKV4EehS9pu1am1lj/KnnzrOYqckXk='",
};

const stripeScripts = "https://js.stripe.com https://*.js.stripe.com";

/** The policy of one document. Stripe's hosts stand only where they are needed. `apiBase`: what stands in Stripe's place, if anything does. */
export function contentSecurityPolicy(
  kind: PolicyKind,
  { nonce, apiBase, development }: { nonce: string; apiBase: string; development: boolean },
): string {
  const { modal, embedded, pictures } = allowed[kind];
  // What stands in Stripe's place needs nothing but itself.
  const embeds = embedded && !apiBase;
  const directives: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": `'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'${embeds ? ` ${connectJs.styles}` : ""}`}`,
    "img-src": `'self' data:${pictures ? ` ${apiBase || "https://files.stripe.com"}` : ""}${embeds ? ` ${connectJs.pictures}` : ""}`,
    "font-src": "'self'",
    "connect-src": `'self'${modal ? ` ${apiBase || "https://api.stripe.com"}` : ""}`,
    "frame-src": modal
      ? apiBase || `${stripeScripts} https://verify.stripe.com${embeds ? ` ${connectJs.frames}` : ""}`
      : "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    // The hosted pages, of Identity and of connected accounts, are reached by a form's redirect, which form-action judges too.
    "form-action": `'self'${modal ? ` ${apiBase || "https://verify.stripe.com https://connect.stripe.com"}` : ""}`,
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** The camera is for Stripe's frames within the applicant's page, and for its own check whether there is one. */
export function permissionsPolicy(kind: PolicyKind, apiBase: string): string {
  const { modal, embedded } = allowed[kind];
  const stripes = ["https://js.stripe.com", "https://verify.stripe.com", ...(embedded ? [connectJs.frames] : [])];
  const frames = (apiBase ? [apiBase] : stripes).map((origin) => `"${origin}"`).join(" ");
  const camera = modal ? `self ${frames}` : "";
  return `camera=(${camera}), microphone=(), geolocation=(), payment=(), usb=()`;
}

/** Stripe's embedded onboarding opens a window of its own, which must reach the page (as above). Else a page knows no other window. */
export const openerPolicy = (kind: PolicyKind): string => (allowed[kind].embedded ? "unsafe-none" : "same-origin");
