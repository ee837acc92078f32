import type { PolicyKind } from "@/lib/http/routes";

/** What a kind of document may do beyond our own: open Stripe's modal, or show Stripe's pictures. */
const allowed: Record<PolicyKind, { modal: boolean; pictures: boolean }> = {
  visitor: { modal: false, pictures: false },
  applicant: { modal: true, pictures: false },
  staff: { modal: false, pictures: true },
};

const stripeScripts = "https://js.stripe.com https://*.js.stripe.com";

/** The policy of one document. Stripe's hosts stand only where they are needed. `apiBase`: what stands in Stripe's place, if anything does. */
export function contentSecurityPolicy(
  kind: PolicyKind,
  { nonce, apiBase, development }: { nonce: string; apiBase: string; development: boolean },
): string {
  const { modal, pictures } = allowed[kind];
  const directives: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": `'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src": `'self' data:${pictures ? ` ${apiBase || "https://files.stripe.com"}` : ""}`,
    "font-src": "'self'",
    "connect-src": `'self'${modal ? ` ${apiBase || "https://api.stripe.com"}` : ""}`,
    "frame-src": modal ? apiBase || `${stripeScripts} https://verify.stripe.com` : "'none'",
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
  const frames = apiBase ? `"${apiBase}"` : `"https://js.stripe.com" "https://verify.stripe.com"`;
  const camera = allowed[kind].modal ? `self ${frames}` : "";
  return `camera=(${camera}), microphone=(), geolocation=(), payment=(), usb=()`;
}
