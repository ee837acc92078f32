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
    expect(problemsOf({ ...live, STRIPE_API_BASE: undefined })).toEqual([]);
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

  test("stays a fifth below what Stripe allows, unless told otherwise", () => {
    const rateOf = (change: Record<string, string | undefined>) => {
      const result = readEnv({ ...good, ...change });
      return "env" in result && result.env.stripe.callsPerSecond;
    };
    expect(rateOf({ STRIPE_API_BASE: undefined })).toBe(20);
    expect(rateOf({ ...live, STRIPE_API_BASE: undefined })).toBe(80);
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
