import { describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { testEnvironment } from "../testkit/environment.ts";

const good = { ...testEnvironment, DATABASE_URL: "postgresql://localhost/app" };
const problemsOf = (change: Record<string, string | undefined>) => {
  const result = readEnv({ ...good, ...change });
  return "problems" in result ? result.problems : [];
};
const live = {
  STRIPE_SECRET_KEY: "sk_live_0123456789abcdef",
  STRIPE_PUBLISHABLE_KEY: "pk_live_0123456789abcdef",
  STRIPE_RESTRICTED_KEY: "rk_live_0123456789abcdef",
};

describe("the environment", () => {
  test("is accepted when it is whole", () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ ...live, APP_URL: "https://id.example.com", STRIPE_API_BASE: undefined })).toEqual([]);
  });

  test("names every missing variable, one line each", () => {
    expect(problemsOf({ DATABASE_URL: undefined, STRIPE_WEBHOOK_SECRET: "", PII_KEYS: undefined })).toEqual([
      "DATABASE_URL is missing",
      "STRIPE_WEBHOOK_SECRET is missing",
      "PII_KEYS is missing",
    ]);
  });

  test("refuses to send a live key to another host", () => {
    expect(problemsOf(live).join()).toContain("STRIPE_API_BASE is only for test keys");
  });

  test("refuses keys of mixed modes", () => {
    const mixed = { STRIPE_RESTRICTED_KEY: live.STRIPE_RESTRICTED_KEY, STRIPE_API_BASE: undefined };
    expect(problemsOf(mixed).join()).toContain("one mode");
  });

  test("refuses a token for the metrics that could be guessed, and a port that is none", () => {
    expect(problemsOf({ METRICS_TOKEN: "short", METRICS_PORT: "70000" }).join()).toMatch(/METRICS_TOKEN.*METRICS_PORT/);
  });

  test("takes an empty variable as one that is not set", () => {
    const result = readEnv({ ...good, METRICS_TOKEN: "", METRICS_PORT: "", STRIPE_CONNECT_WEBHOOK_SECRET: "" });
    expect("env" in result && [result.env.metricsToken, result.env.metricsPort]).toEqual([null, null]);
    expect("env" in result && result.env.stripe.connectWebhookSecrets).toEqual([]);
  });

  test("refuses a collector of traces that could never be reached, and never prints what it wants to see", () => {
    const OTEL_EXPORTER_OTLP_ENDPOINT = "http://localhost:4318/";
    const OTEL_EXPORTER_OTLP_HEADERS = "authorization=Bearer%20marked,marked";
    expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4318" })).toHaveLength(1);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toHaveLength(1);
    const problems = problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS });
    expect(problems).toEqual([expect.stringMatching(/^OTEL_EXPORTER_OTLP_HEADERS must be name=value/)]);
    expect(problems.join()).not.toContain("marked");
    const result = readEnv({ ...good, OTEL_EXPORTER_OTLP_ENDPOINT });
    const traces = { url: "http://localhost:4318/v1/traces", protocol: "http/protobuf", headers: {} };
    expect("env" in result && result.env.traces).toEqual(traces);
  });

  const mistakes: [Record<string, string>, RegExp][] = [
    [{ APP_URL: "ftp://id.example.com" }, /^APP_URL must be an origin/],
    [{ DATABASE_URL: "postgresql://app:a/b@localhost/app" }, /^DATABASE_URL must be .*percent-encoded$/],
    [{ DATABASE_URL: "postgresql://app:a#b@localhost/app" }, /^DATABASE_URL must be .*percent-encoded$/],
    [{ SMTP_URL: "smtp://mail.example.com:none" }, /^SMTP_URL must be/],
    [{ SMTP_URL: "smtp://" }, /^SMTP_URL must be/],
    [{ MAIL_FROM: "Northwind" }, /^MAIL_FROM must be one address/],
    [{ MAIL_FROM: "Northwind <>" }, /^MAIL_FROM must be one address/],
    // As in a file for `docker run --env-file`, which keeps quotes: mail came from "Northwind  verify"@example.com.
    [{ MAIL_FROM: '"Northwind <verify@example.com>"' }, /^MAIL_FROM must be one address/],
    [{ MAIL_FROM: "Northwind, Inc. <verify@example.com>" }, /^MAIL_FROM must be one address/],
    [{ OIDC_CLIENT_ID: "app", OIDC_CLIENT_SECRET: "of-the-app" }, /^OIDC_ISSUER and OIDC_CLIENT_ID and/],
    [{ OIDC_ISSUER: "https://login.example.com" }, /^OIDC_ISSUER and OIDC_CLIENT_ID and/],
    [
      { OIDC_ISSUER: "https://login.example.com", OIDC_CLIENT_ID: "app", OIDC_CLIENT_SECRET: "of-the-app\n" },
      /^OIDC_CLIENT_SECRET must not begin or end/,
    ],
    [{ METRICS_TOKEN: "0123456789abcdef\n" }, /^METRICS_TOKEN must have/],
    [{ VERIFICATION_FLOW: "vf_123\n" }, /^VERIFICATION_FLOW must be/],
    [{ NEXTAUTH_SECRET: " ".repeat(40) }, /^NEXTAUTH_SECRET is missing$/],
    [{ STRIPE_API_BASE: "https://api.stripe.com" }, /^STRIPE_API_BASE is only for the emulator/],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318/v1/traces" }, /^OTEL_EXPORTER_OTLP_ENDPOINT must not end/],
    [{ PII_KEYS: `new:${good.PII_KEYS.split(":")[1]},${good.PII_KEYS}` }, /^PII_KEYS must not repeat a key/],
  ];
  test.each(mistakes)(
    "refuses in one line what would be taken and then fail, or work in another way: %o",
    (change, line) => {
      expect(problemsOf(change)).toEqual([expect.stringMatching(line)]);
    },
  );

  test("takes every address of a database and every sender that works", () => {
    for (const address of [
      ...[
        "postgresql:///app?host=/var/run/postgresql",
        "postgresql://app@%2Fvar%2Frun%2Fpostgresql/app",
        "postgres://app:a%23b@[::1]:5432/app",
      ],
      "postgresql://app:a@db.example.com/app?sslmode=verify-full&options=-c%20search_path%3Donboarding",
    ]) {
      expect(problemsOf({ DATABASE_URL: address })).toEqual([]);
    }
    for (const sender of [
      ...[
        "verify@example.com",
        "<verify@example.com>",
        "Nörthwind’s <verify+id@mail.example.com>",
        "Northwind<verify@localhost>\n",
      ],
      '"Northwind, Inc." <verify@example.com>',
    ]) {
      expect(problemsOf({ MAIL_FROM: sender })).toEqual([]);
    }
  });

  test("with live keys wants https, and a secret of its own for each endpoint", () => {
    const real = { ...live, STRIPE_API_BASE: undefined, APP_URL: "https://id.example.com" };
    const oidc = { OIDC_CLIENT_ID: "app", OIDC_CLIENT_SECRET: "of-the-app" };
    expect(problemsOf({ ...real, ...oidc, OIDC_ISSUER: "https://login.example.com/" })).toEqual([]);
    expect(
      problemsOf({
        ...{ ...real, ...oidc, APP_URL: "http://id.example.com", OIDC_ISSUER: "http://login.example.com" },
        STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_another0123,${good.STRIPE_WEBHOOK_SECRET}`,
      }),
    ).toEqual([
      "APP_URL must begin with https:// with live keys",
      "OIDC_ISSUER must begin with https:// with live keys",
      "STRIPE_CONNECT_WEBHOOK_SECRET must not repeat STRIPE_WEBHOOK_SECRET: each endpoint has its own",
    ]);
    // What the Stripe CLI forwards has one secret.
    expect(problemsOf({ STRIPE_CONNECT_WEBHOOK_SECRET: good.STRIPE_WEBHOOK_SECRET })).toEqual([]);
  });

  test("stays a fifth below what Stripe allows, unless told otherwise", () => {
    const rateOf = (change: Record<string, string | undefined>) => {
      const result = readEnv({ ...good, ...change });
      return "env" in result && result.env.stripe.callsPerSecond;
    };
    expect(rateOf({ STRIPE_API_BASE: undefined })).toBe(20);
    expect(rateOf({ ...live, APP_URL: "https://id.example.com", STRIPE_API_BASE: undefined })).toBe(80);
    expect(rateOf({ STRIPE_CALLS_PER_SECOND: "7.5" })).toBe(7.5);
    expect(problemsOf({ STRIPE_CALLS_PER_SECOND: "0" })).toHaveLength(1);
  });

  test("never prints a value", () => {
    const secret = "marked-value-that-must-not-show";
    for (const name of Object.keys(good)) {
      expect(problemsOf({ [name]: secret }).join()).not.toContain(secret);
    }
  });

  test("takes several webhook secrets while one is rolled", () => {
    const result = readEnv({ ...good, STRIPE_WEBHOOK_SECRET: "whsec_new0123456, whsec_old0123456" });
    expect("env" in result && result.env.stripe.webhookSecrets).toEqual(["whsec_new0123456", "whsec_old0123456"]);
  });
});
