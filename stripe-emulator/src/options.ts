import { parseArgs } from "node:util";
import { brandColorPattern } from "./hosted/brand.ts";
import type { Keys } from "./http/keys.ts";

/** How one emulator behaves; everything has a default in `defaultOptions`. */
export type EmulatorOptions = {
  /** 0 takes any free port. */
  port: number;
  /** The address it listens on; any but a loopback address lets others drive it, controls included. */
  host: string;
  /** Where state is kept; null: it is gone when the emulator ends. */
  dataDir: string | null;
  /** Endpoints that exist from the start, subscribed to the six identity events, signed with `keys.webhookSecret`. */
  webhookUrls: readonly string[];
  /** As `webhookUrls`, for what happens in connected accounts: subscribed to `connectEvents` and the six, signed with `keys.connectWebhookSecret`. */
  connectWebhookUrls: readonly string[];
  keys: Keys;
  businessName: string;
  /** Of the hosted page, as `#rrggbb`; null takes the emulator's own. */
  brandColor: string | null;
  /** The hosted page links to it. */
  privacyPolicyUrl: string | null;
  /** The country of the platform, as `US`. It decides what the platform must do to make accounts. */
  platformCountry: string;
  /** How long a redaction takes, seconds of the emulator's clock. */
  redactionDelaySeconds: number;
  /** How long the panel's asynchronous outcomes, and the check of an account's document, take; seconds of the emulator's clock. */
  asyncDelaySeconds: number;
  /** Seconds of the emulator's clock before each retry of a webhook; as many retries as entries. */
  webhookRetrySeconds: readonly number[];
  /** How long the receiver of a webhook may take to answer. Real seconds. */
  webhookTimeoutSeconds: number;
  /** True to refuse requests beyond Stripe's documented rates, on the emulator's clock. */
  rateLimits: boolean;
};

/** What an emulator does unless told otherwise. The keys are no secrets: they open nothing but an emulator. */
export const defaultOptions: EmulatorOptions = {
  port: 12111,
  host: "127.0.0.1",
  dataDir: null,
  webhookUrls: [],
  connectWebhookUrls: [],
  keys: {
    secretKey: "sk_test_emulator_local_only",
    publishableKey: "pk_test_emulator_local_only",
    restrictedKey: "rk_test_emulator_local_only",
    webhookSecret: "whsec_emulator_local_only",
    connectWebhookSecret: "whsec_emulator_connect_local_only",
  },
  businessName: "Northwind",
  brandColor: null,
  privacyPolicyUrl: null,
  platformCountry: "US",
  redactionDelaySeconds: 3,
  asyncDelaySeconds: 5,
  webhookRetrySeconds: [1, 5, 30],
  webhookTimeoutSeconds: 10,
  rateLimits: false,
};

/** Options that cannot be used, one line per problem. */
export class OptionsError extends Error {}

/** Throws OptionsError naming each key of the wrong kind, live ones above all; never prints a key. */
export function checkOptions(options: EmulatorOptions): void {
  const { keys, brandColor, privacyPolicyUrl, platformCountry } = options;
  const prefixes = {
    secretKey: "sk_test_",
    publishableKey: "pk_test_",
    restrictedKey: "rk_test_",
    webhookSecret: "whsec_",
    connectWebhookSecret: "whsec_",
  } as const;
  const problems: string[] = [];
  for (const [name, prefix] of Object.entries(prefixes)) {
    const key = new Map(Object.entries(keys)).get(name) ?? "";
    if (/^[spr]k_live_/.test(key)) problems.push(`${name}: the emulator refuses live keys`);
    else if (!key.startsWith(prefix) || key.length < 12)
      problems.push(`${name}: must start with ${prefix} and be 12 characters or more`);
  }
  for (const name of ["webhookUrls", "connectWebhookUrls"] as const) {
    const isUsable = (url: string) => URL.canParse(url) && /^https?:/.test(url);
    if (!options[name].every(isUsable)) problems.push(`${name}: must be http or https URLs`);
  }
  if (brandColor && !brandColorPattern.test(brandColor)) problems.push("brandColor: must look like #3348c8");
  if (privacyPolicyUrl && !(URL.canParse(privacyPolicyUrl) && /^https?:/.test(privacyPolicyUrl))) {
    problems.push("privacyPolicyUrl: must be an http or https URL");
  }
  if (!/^[A-Z]{2}$/.test(platformCountry)) problems.push("platformCountry: must be a country's code, like US");
  if (problems.length > 0) throw new OptionsError(problems.join("\n"));
}

const flags = {
  port: { type: "string" },
  host: { type: "string" },
  "data-dir": { type: "string" },
  "webhook-url": { type: "string", multiple: true },
  "connect-webhook-url": { type: "string", multiple: true },
  "secret-key": { type: "string" },
  "publishable-key": { type: "string" },
  "restricted-key": { type: "string" },
  "webhook-secret": { type: "string" },
  "connect-webhook-secret": { type: "string" },
  "business-name": { type: "string" },
  "brand-color": { type: "string" },
  "privacy-policy-url": { type: "string" },
  "platform-country": { type: "string" },
  "redaction-delay-seconds": { type: "string" },
  "async-delay-seconds": { type: "string" },
  "webhook-retry-seconds": { type: "string" },
  "webhook-timeout-seconds": { type: "string" },
  "rate-limits": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What `--help` prints. */
export const usage = `stripe-emulator: Stripe Identity's test mode on this machine

  --port N                      STRIPE_EMULATOR_PORT                     ${defaultOptions.port}
  --host ADDRESS                STRIPE_EMULATOR_HOST                     ${defaultOptions.host} (this machine only)
  --data-dir DIR                STRIPE_EMULATOR_DATA_DIR                 none: gone when it ends
  --webhook-url URL (repeat)    STRIPE_EMULATOR_WEBHOOK_URLS (commas)    none
  --connect-webhook-url URL     STRIPE_EMULATOR_CONNECT_WEBHOOK_URLS     none (repeat; commas)
  --secret-key KEY              STRIPE_EMULATOR_SECRET_KEY               ${defaultOptions.keys.secretKey}
  --publishable-key KEY         STRIPE_EMULATOR_PUBLISHABLE_KEY          ${defaultOptions.keys.publishableKey}
  --restricted-key KEY          STRIPE_EMULATOR_RESTRICTED_KEY           ${defaultOptions.keys.restrictedKey}
  --webhook-secret SECRET       STRIPE_EMULATOR_WEBHOOK_SECRET           ${defaultOptions.keys.webhookSecret}
  --connect-webhook-secret S    STRIPE_EMULATOR_CONNECT_WEBHOOK_SECRET   ${defaultOptions.keys.connectWebhookSecret}
  --business-name NAME          STRIPE_EMULATOR_BUSINESS_NAME            ${defaultOptions.businessName}
  --brand-color #RRGGBB         STRIPE_EMULATOR_BRAND_COLOR              the emulator's
  --privacy-policy-url URL      STRIPE_EMULATOR_PRIVACY_POLICY_URL       none
  --platform-country CC         STRIPE_EMULATOR_PLATFORM_COUNTRY         ${defaultOptions.platformCountry}
  --redaction-delay-seconds N   STRIPE_EMULATOR_REDACTION_DELAY_SECONDS  ${defaultOptions.redactionDelaySeconds}
  --async-delay-seconds N       STRIPE_EMULATOR_ASYNC_DELAY_SECONDS      ${defaultOptions.asyncDelaySeconds}
  --webhook-retry-seconds A,B   STRIPE_EMULATOR_WEBHOOK_RETRY_SECONDS    ${defaultOptions.webhookRetrySeconds}
  --webhook-timeout-seconds N   STRIPE_EMULATOR_WEBHOOK_TIMEOUT_SECONDS  ${defaultOptions.webhookTimeoutSeconds}
  --rate-limits                 STRIPE_EMULATOR_RATE_LIMITS=1            off
`;

/** Options from command line and environment, the command line first; null if `--help` was asked. Throws OptionsError. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): EmulatorOptions | null {
  const values = parseFlags(args);
  if (values.help) return null;

  const text = (name: Exclude<keyof typeof flags, "help" | "webhook-url" | "connect-webhook-url" | "rate-limits">) =>
    values[name] || environment[`STRIPE_EMULATOR_${name.toUpperCase().replaceAll("-", "_")}`] || null;
  const numbers = (list: string, name: string) =>
    list.split(",").map((item) => {
      const number = Number(item);
      if (item.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
      throw new OptionsError(`--${name}: not a number: ${item}`);
    });
  const number = (
    name: "port" | "redaction-delay-seconds" | "async-delay-seconds" | "webhook-timeout-seconds",
    fallback: number,
  ) => numbers(text(name) ?? String(fallback), name)[0] ?? fallback;

  const { keys } = defaultOptions;
  const urls = (given: string[] | undefined, list: string | undefined) =>
    (given ?? list?.split(",") ?? []).filter((url) => url !== "");
  return {
    port: number("port", defaultOptions.port),
    host: text("host") ?? defaultOptions.host,
    dataDir: text("data-dir"),
    webhookUrls: urls(values["webhook-url"], environment.STRIPE_EMULATOR_WEBHOOK_URLS),
    connectWebhookUrls: urls(values["connect-webhook-url"], environment.STRIPE_EMULATOR_CONNECT_WEBHOOK_URLS),
    keys: {
      secretKey: text("secret-key") ?? keys.secretKey,
      publishableKey: text("publishable-key") ?? keys.publishableKey,
      restrictedKey: text("restricted-key") ?? keys.restrictedKey,
      webhookSecret: text("webhook-secret") ?? keys.webhookSecret,
      connectWebhookSecret: text("connect-webhook-secret") ?? keys.connectWebhookSecret,
    },
    businessName: text("business-name") ?? defaultOptions.businessName,
    brandColor: text("brand-color"),
    privacyPolicyUrl: text("privacy-policy-url"),
    platformCountry: text("platform-country") ?? defaultOptions.platformCountry,
    redactionDelaySeconds: number("redaction-delay-seconds", defaultOptions.redactionDelaySeconds),
    asyncDelaySeconds: number("async-delay-seconds", defaultOptions.asyncDelaySeconds),
    webhookRetrySeconds: numbers(
      text("webhook-retry-seconds") ?? defaultOptions.webhookRetrySeconds.join(","),
      "webhook-retry-seconds",
    ),
    webhookTimeoutSeconds: number("webhook-timeout-seconds", defaultOptions.webhookTimeoutSeconds),
    rateLimits: values["rate-limits"] ?? environment.STRIPE_EMULATOR_RATE_LIMITS === "1",
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true }).values;
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
}
