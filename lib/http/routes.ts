import { formOverhead } from "@/lib/http/file-part";

/**
 * What a document may load. A policy belongs to the document, which outlives a move from one page of its kind to the next,
 * so it goes by the kind and not by the page. The one of its own, `embedded`, is reached and left by plain links.
 */
export type PolicyKind = "visitor" | "applicant" | "embedded" | "invited" | "staff";

/** What one address takes, and what its pages may load. */
export type RouteRules = {
  /** What it may be asked with; all else is answered 405. */
  methods: readonly string[];
  /** The largest body, in bytes; what is larger is answered 413. */
  bodyBytes: number;
  /** How long headers and body may take to arrive, in ms; then 408. */
  arrivalMs: number;
  /** Null for what is no page: its answer loads nothing. */
  policy: PolicyKind | null;
  /** Its body is a file, which is passed on while it comes in and never held. */
  takesFile: boolean;
};

const KB = 1024;
const common = { bodyBytes: 64 * KB, arrivalMs: 10_000, takesFile: false };
const reading = ["GET", "HEAD"];
const everything = [...reading, "POST"];
const page = (policy: PolicyKind): RouteRules => ({ ...common, methods: everything, policy });
const route = (methods: readonly string[], limits: Partial<RouteRules> = {}): RouteRules => ({
  ...common,
  methods,
  policy: null,
  ...limits,
});

/** A file of 10 MB in its form, over a line of 1 Mbit/s. */
const aFile = { bodyBytes: 10 * 1024 * KB + formOverhead, arrivalMs: 120_000, takesFile: true };

/**
 * Every address there is, as the folders of app/ name it. A page takes the calls and forms of actions; what Next itself lets
 * an action have is in next.config.mjs, and not less.
 */
export const routes: Readonly<Record<string, RouteRules>> = {
  "/": page("visitor"),
  "/sign-in": page("visitor"),
  "/sign-in/confirm": page("visitor"),
  "/sign-in/sent": page("visitor"),
  "/verify": page("applicant"),
  "/verify/submitted": page("applicant"),
  "/verify/submitted/status": route(reading),
  "/connect": page("applicant"),
  "/connect/status": route(reading),
  "/connect/tasks/[task]": page("applicant"),
  "/connect/people": page("applicant"),
  "/connect/people/[person]": page("applicant"),
  "/connect/change/[what]": page("applicant"),
  "/connect/onboarding": page("embedded"),
  "/connect/selfie": page("applicant"),
  "/connect/selfie/submitted": page("applicant"),
  "/connect/selfie/submitted/status": route(reading),
  "/connect/people/[person]/invite": page("applicant"),
  "/invited": page("invited"),
  "/invited/files": route(["POST"], aFile),
  "/invited/tasks": page("invited"),
  "/invited/tasks/[task]": page("invited"),
  "/invited/selfie": page("invited"),
  "/invited/selfie/submitted": page("invited"),
  "/invited/selfie/submitted/status": route(reading),
  "/verifications": page("staff"),
  "/verifications/export": route(["POST"]),
  "/connect/accounts/export": route(["POST"]),
  "/verifications/[id]": page("staff"),
  "/verifications/[id]/cancel": page("staff"),
  "/verifications/[id]/redact": page("staff"),
  "/verifications/[id]/reports": route(reading),
  "/connect/accounts": page("staff"),
  "/connect/accounts/ask": page("staff"),
  "/connect/accounts/[id]": page("staff"),
  "/connect/accounts/[id]/ask": page("staff"),
  "/events": page("staff"),
  "/events/drift": page("staff"),
  "/events/replay": page("staff"),
  "/events/[id]": page("staff"),
  "/events/[id]/discard": page("staff"),
  "/health": page("staff"),
  "/health/events": page("staff"),
  // A provider may send everything that it knows about somebody.
  "/api/auth/[...nextauth]": route(everything, { bodyBytes: 256 * KB }),
  "/api/health/live": route(reading),
  "/api/health/ready": route(reading),
  "/api/metrics": route(reading),
  // Larger than any event of Stripe's.
  "/api/stripe/webhook": route(["POST"], { bodyBytes: 256 * KB }),
  // An account with all that it holds.
  "/api/stripe/webhook/connect": route(["POST"], { bodyBytes: 256 * KB }),
  "/api/uploads/account-files": route(["POST"], aFile),
  "/api/[[...unserved]]": route(everything),
};

/** For an address that is none of these: the page that says so. */
const notThere = page("visitor");

/** What is no page and in no folder: files of the build, and what Next sends on to its plain address. */
const other = { pattern: /^\/_next\/(static\/|image$)|^\/icon\.svg$|\/\/|\\/, rules: route(everything) };

const dynamic = Object.entries(routes)
  .filter(([address]) => address.includes("["))
  .map(([address, rules]) => ({ pattern: toPattern(address), rules }));

/** The rules of the address that a path leads to. A path is as it was sent, without its query. */
export function rulesOf(path: string): RouteRules {
  if (other.pattern.test(path)) return other.rules;
  const plain = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  if (Object.hasOwn(routes, plain)) return routes[plain] ?? notThere;
  return dynamic.find(({ pattern }) => pattern.test(plain))?.rules ?? notThere;
}

/** Next's folders: `[id]` is one part of a path, `[...all]` one or more, `[[...all]]` any number. */
function toPattern(address: string): RegExp {
  const source = address
    .replace(/\/\[\[\.\.\.\w+\]\]/g, "(/.*)?")
    .replace(/\[\.\.\.\w+\]/g, ".+")
    .replace(/\[\w+\]/g, "[^/]+");
  return new RegExp(`^${source}$`);
}
