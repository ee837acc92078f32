import { unescape as percentDecoded } from "node:querystring";
import { z } from "zod";

const keyMode = (key: string): "test" | "live" => (key.split("_")[1] === "live" ? "live" : "test");

const stripeKey = (prefix: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}_(test|live)_[A-Za-z0-9_]{8,}$`),
      `must look like ${prefix}_test_… or ${prefix}_live_…`,
    );

const webhookSecrets = z
  .string()
  .transform((text) => text.split(",").map((secret) => secret.trim()))
  .pipe(z.array(z.string().regex(/^whsec_[A-Za-z0-9_]{8,}$/, "must be whsec_…, comma-separated while rolling")).min(1));

const origin = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    "must be an origin such as https://id.example.com",
  );

/** A password with a character that ends the part of an address in which it stands makes another address, or none. */
const addressOf = (protocol: RegExp, kind: string) =>
  z
    .string()
    .refine(
      (text) => protocol.test(text) && URL.canParse(text) && new URL(text).hash === "",
      `must be ${kind} address, with / and # in its password percent-encoded`,
    );

const mailbox = String.raw`[^\s<>@",;:()]+@[^\s<>@",;:()]+`;

/** Of anything else nodemailer makes what it can: of quotes around the whole another address, of a name alone no sender at all. */
const sender = z
  .string()
  .regex(
    new RegExp(String.raw`^(${mailbox}|("([^"\\]|\\.)*"|[^"<>@,;:()]*)\s*<${mailbox}>)\s*$`),
    'must be one address, such as Northwind <verify@example.com>; quotes only around a name: "Northwind, Inc." <verify@example.com>',
  );

const differ = (entries: string[], part: 0 | 1) =>
  new Set(entries.map((entry) => entry.split(":")[part])).size === entries.length;

const piiKeys = z
  .string()
  .transform((text) => text.split(",").map((entry) => entry.trim()))
  .pipe(
    z
      .array(
        z
          .string()
          .regex(
            /^[a-z0-9-]{1,32}:[A-Za-z0-9+/]{43}=$/,
            "must be id:base64 of 32 bytes, comma-separated, newest first",
          ),
      )
      .min(1)
      .refine((entries) => differ(entries, 0), "must not repeat an id")
      .refine((entries) => differ(entries, 1), "must not repeat a key under another id: nothing would be rolled"),
  )
  .transform((entries) =>
    entries.map((entry) => {
      const [id = "", base64 = ""] = entry.split(":");
      return { id, key: Buffer.from(base64, "base64") };
    }),
  );

const headers = z
  .string()
  .transform((text) => text.split(",").map((pair) => pair.trim()))
  .pipe(z.array(z.string().regex(/^[\w-]+=./, "must be name=value, comma-separated, values percent-encoded")))
  .transform((pairs) =>
    Object.fromEntries(
      pairs.map((pair) => {
        const [name = "", ...value] = pair.split("=");
        return [name, percentDecoded(value.join("="))];
      }),
    ),
  );

/** A file that a secret came in often ends with a line break, which nobody else counts as part of it. */
const whole = z.string().regex(/^\S(.*\S)?$/, "must not begin or end with a space or line break");

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    DATABASE_URL: addressOf(/^postgres(ql)?:\/\//, "a postgresql://"),
    APP_URL: origin,
    STRIPE_SECRET_KEY: stripeKey("sk"),
    STRIPE_PUBLISHABLE_KEY: stripeKey("pk"),
    STRIPE_RESTRICTED_KEY: stripeKey("rk"),
    STRIPE_WEBHOOK_SECRET: webhookSecrets,
    STRIPE_CONNECT_WEBHOOK_SECRET: webhookSecrets.optional(),
    STRIPE_API_BASE: origin
      .refine((text) => text !== "https://api.stripe.com", "is only for the emulator: leave it out for Stripe itself")
      .optional(),
    STRIPE_CALLS_PER_SECOND: z.coerce.number().min(1).max(10_000).optional(),
    PII_KEYS: piiKeys,
    NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters"),
    SMTP_URL: addressOf(/^smtps?:\/\/[^/]/, "an smtp:// or smtps://"),
    MAIL_FROM: sender,
    OIDC_ISSUER: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
    OIDC_CLIENT_ID: whole.optional(),
    OIDC_CLIENT_SECRET: whole.optional(),
    OIDC_NAME: z.string().default("single sign-on"),
    RECONCILE_INTERVAL_SECONDS: z.coerce.number().int().min(5).max(86_400).default(600),
    MAX_ATTEMPTS: z.coerce.number().int().min(1).max(20).default(3),
    VERIFICATION_TYPE: z.enum(["document", "id_number"]).default("document"),
    REQUIRE_ID_NUMBER: z.stringbool().default(false),
    CUSTOMERS: z.enum(["none", "customer", "account"]).default("none"),
    CUSTOMER_DETAILS: z.enum(["none", "email", "full"]).default("none"),
    VERIFICATION_FLOW: z
      .string()
      .regex(/^vf_\w+$/, "must be a flow's id, vf_…")
      .optional(),
    SELLER_PAGES: z.enum(["own", "embedded"]).default("own"),
    KEEP_OUTPUTS: z.enum(["full", "none"]).default("full"),
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
    METRICS_TOKEN: z
      .string()
      .regex(/^[!-~]{16,}$/, "must have at least 16 characters, of ASCII and without a space or line break")
      .optional(),
    METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
      .refine((text) => !/\/v1\/traces\/?$/.test(text), "must not end with /v1/traces, which is added")
      .optional(),
    OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(["http/protobuf", "http/json"]).default("http/protobuf"),
    OTEL_EXPORTER_OTLP_HEADERS: headers.optional(),
    DEMO_MAIL_URL: origin.optional(),
  })
  .superRefine((value, context) => {
    const keys = ["STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_RESTRICTED_KEY"] as const;
    const live = keys.filter((name) => keyMode(value[name]) === "live");
    const problem = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });

    if (live.length > 0 && live.length < keys.length) {
      problem("STRIPE_SECRET_KEY", "and the publishable and restricted keys must be of one mode, all test or all live");
    }
    if (live.length > 0 && value.STRIPE_API_BASE) {
      problem("STRIPE_API_BASE", "is only for test keys: a live key must never be sent to another host");
    }
    if (live.length > 0 && value.DEMO_MAIL_URL) problem("DEMO_MAIL_URL", "is only for the demo, not for live keys");
    for (const name of ["APP_URL", "OIDC_ISSUER"] as const) {
      if (live.length > 0 && value[name]?.startsWith("http:")) problem(name, "must begin with https:// with live keys");
    }
    // The Stripe CLI signs for both with one secret, and with test keys is what often brings events.
    if (
      live.length > 0 &&
      value.STRIPE_CONNECT_WEBHOOK_SECRET?.some((it) => value.STRIPE_WEBHOOK_SECRET.includes(it))
    ) {
      problem("STRIPE_CONNECT_WEBHOOK_SECRET", "must not repeat STRIPE_WEBHOOK_SECRET: each endpoint has its own");
    }
    const oidc = [value.OIDC_ISSUER, value.OIDC_CLIENT_ID, value.OIDC_CLIENT_SECRET].filter(Boolean);
    if (oidc.length > 0 && oidc.length < 3) {
      problem("OIDC_ISSUER", "and OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together");
    }
  });

/** What the process runs on, checked. Keys are secret: nothing of this is logged. */
export type Env = ReturnType<typeof toEnv>;

function toEnv(value: z.infer<typeof schema>) {
  return {
    production: value.NODE_ENV === "production",
    databaseUrl: value.DATABASE_URL,
    /** Public origin without a slash at the end. */
    appUrl: value.APP_URL,
    stripe: {
      livemode: keyMode(value.STRIPE_SECRET_KEY) === "live",
      secretKey: value.STRIPE_SECRET_KEY,
      publishableKey: value.STRIPE_PUBLISHABLE_KEY,
      restrictedKey: value.STRIPE_RESTRICTED_KEY,
      webhookSecrets: value.STRIPE_WEBHOOK_SECRET,
      /** Of the endpoint for events of connected accounts; none: there is no such endpoint. */
      connectWebhookSecrets: value.STRIPE_CONNECT_WEBHOOK_SECRET ?? [],
      /** The emulator's origin; null means Stripe itself. */
      apiBase: value.STRIPE_API_BASE ?? null,
      /** What all processes together may ask of Stripe: its documented limits less a fifth; the emulator has none. */
      callsPerSecond:
        value.STRIPE_CALLS_PER_SECOND ??
        (value.STRIPE_API_BASE ? 500 : keyMode(value.STRIPE_SECRET_KEY) === "live" ? 80 : 20),
    },
    /** Newest first: the first one wraps, all unwrap. */
    piiKeys: value.PII_KEYS,
    nextAuthSecret: value.NEXTAUTH_SECRET,
    mail: { smtpUrl: value.SMTP_URL, from: value.MAIL_FROM },
    // All three or none: the schema refuses an issuer alone.
    oidc:
      value.OIDC_ISSUER && value.OIDC_CLIENT_ID && value.OIDC_CLIENT_SECRET
        ? {
            issuer: value.OIDC_ISSUER,
            clientId: value.OIDC_CLIENT_ID,
            clientSecret: value.OIDC_CLIENT_SECRET,
            name: value.OIDC_NAME,
          }
        : null,
    reconcileIntervalSeconds: value.RECONCILE_INTERVAL_SECONDS,
    policy: {
      maxAttempts: value.MAX_ATTEMPTS,
      type: value.VERIFICATION_TYPE,
      requireIdNumber: value.REQUIRE_ID_NUMBER,
      verificationFlow: value.VERIFICATION_FLOW ?? null,
      keepOutputs: value.KEEP_OUTPUTS === "full",
      customers: value.CUSTOMERS,
      customerDetails: value.CUSTOMER_DETAILS,
      sellerPages: value.SELLER_PAGES,
    },
    /** How many proxies of ours stand before the app: that many entries at the end of X-Forwarded-For are believed. */
    trustedProxies: value.TRUSTED_PROXIES,
    /** What a scrape of the metrics must bring as its bearer token; null: only loopback is answered. */
    metricsToken: value.METRICS_TOKEN ?? null,
    /** Where the worker serves its metrics; null: nowhere. The web serves them at /api/metrics. */
    metricsPort: value.METRICS_PORT ?? null,
    /** Where traces are sent, and how; null: nothing is traced. */
    traces: value.OTEL_EXPORTER_OTLP_ENDPOINT
      ? {
          url: `${value.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, "")}/v1/traces`,
          protocol: value.OTEL_EXPORTER_OTLP_PROTOCOL,
          headers: value.OTEL_EXPORTER_OTLP_HEADERS ?? {},
        }
      : null,
    /** Where caught mail is read; only the demo sets it, and only then the sign-in page lists the demo accounts. */
    demoMailUrl: value.DEMO_MAIL_URL ?? null,
  };
}

/**
 * Reads an environment, in which what is empty or only space is not set; either the checked values or one line per problem, which names the
 * variable, never its value.
 */
export function readEnv(source: Record<string, string | undefined>): { env: Env } | { problems: string[] } {
  const given = Object.fromEntries(
    Object.entries(source).map(([name, text]) => [name, text?.trim() ? text : undefined]),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return { env: toEnv(parsed.data) };

  return {
    problems: parsed.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? "environment");
      return given[name] === undefined && issue.code !== "custom" ? `${name} is missing` : `${name} ${issue.message}`;
    }),
  };
}

/** As `readEnv`, of this process: for the doctor, which tells problems in its own way and goes on living. */
export const readOwnEnv = (): ReturnType<typeof readEnv> => readEnv(process.env);

let checked: Env | undefined;

/** The environment of this process, checked on first use. Throws with every problem's line; `checkEnvAtBoot` is meant to come first. */
export function env(): Env {
  if (checked) return checked;
  const result = readEnv(process.env);
  if ("problems" in result) throw new Error(`The environment has problems:\n${result.problems.join("\n")}`);
  checked = result.env;
  return checked;
}

/** For the start of web and worker: prints one line per problem and ends the process with status 1. */
export function checkEnvAtBoot(): Env {
  const result = readEnv(process.env);
  if ("problems" in result) {
    for (const line of result.problems) process.stderr.write(`environment: ${line}\n`);
    process.exit(1);
  }
  // next-auth builds its own addresses from this one; a forged Host header is then ignored.
  process.env.NEXTAUTH_URL = result.env.appUrl;
  checked = result.env;
  return checked;
}
