import "server-only";
import { z } from "zod";
import { type Check, finding, maskKey, type Patient } from "@/lib/doctor/check";
import { askEmulator, type Probe, probeStripe } from "@/lib/stripe/probe";

/** What a key may do is told by the answer for an object that cannot exist: 403, or that there is no such object. */
type Power = { method: "GET" | "POST"; path: string };

const identityRead: Power = { method: "GET", path: "/v1/identity/verification_sessions/vs_doctor" };
const filesWrite: Power = { method: "POST", path: "/v1/file_links?file=file_doctor" };

/** By the names of Stripe's Dashboard. None has an effect, and none reads anything, whatever the key may do. */
const excessive: Record<string, Power> = {
  "Identity sessions: Write": { method: "POST", path: "/v1/identity/verification_sessions/vs_doctor/cancel" },
  "Customers: Read": { method: "GET", path: "/v1/customers/cus_doctor" },
  "Customers: Write": { method: "POST", path: "/v1/customers/cus_doctor" },
  "Events: Read": { method: "GET", path: "/v1/events/evt_doctor" },
  "Webhook Endpoints: Read": { method: "GET", path: "/v1/webhook_endpoints/we_doctor" },
  "Webhook Endpoints: Write": { method: "POST", path: "/v1/webhook_endpoints/we_doctor" },
  "Charges: Read": { method: "GET", path: "/v1/charges/ch_doctor" },
  "Balance: Read": { method: "GET", path: "/v1/balance" },
};

const granted = (probe: Probe | null) => probe?.status === 200 || probe?.code === "resource_missing";
const denied = (probe: Probe | null) => probe?.status === 403;

// Nothing was made in the future: an empty list, with a field whose reading is refused to keys that may not.
const sensitivePath = () =>
  `/v1/identity/verification_sessions?limit=1&created[gt]=${Math.floor(Date.now() / 1000) + 31_536_000}&expand[]=data.verified_outputs.dob`;

/** The three keys. `first` is the answer to a call with the secret key. */
export async function checkKeys(patient: Patient, first: Probe | null): Promise<Check[]> {
  const [publishable, restricted, sensitive] = await Promise.all([
    checkPublishableKey(patient, first),
    checkRestrictedKey(patient, first),
    checkSensitiveResults(patient, first),
  ]);
  return [checkSecretKey(patient, first), publishable, restricted, sensitive];
}

function checkSecretKey({ env, words }: Patient, first: Probe | null): Check {
  const { fine, failed } = finding(words, "keys", "secretKey");
  const values = { key: maskKey(env.stripe.secretKey), mode: words(env.stripe.livemode ? "live" : "test") };
  if (!first) return failed("noAnswer", { host: new URL(env.stripe.apiBase ?? "https://api.stripe.com").host });
  if (first.status === 200) return fine("works", values);
  return failed(first.status === 401 ? "invalid" : "refused", { ...values, status: first.status });
}

const emulatorKeys = z.object({ publishableKey: z.string() });

async function checkPublishableKey({ env, words }: Patient, first: Probe | null): Promise<Check> {
  const { fine, unknown, failed, skipped } = finding(words, "keys", "publishableKey");
  if (!first) return skipped("noStripe");
  const values = { key: maskKey(env.stripe.publishableKey), mode: words(env.stripe.livemode ? "live" : "test") };
  // Stripe knows the key if it says that another kind is wanted.
  const probe = await probeStripe(env.stripe, env.stripe.publishableKey, "GET", "/v1/webhook_endpoints?limit=1");
  if (probe?.code !== "secret_key_required") {
    return probe?.status === 401 ? failed("invalid", values) : unknown("unclear", values);
  }
  // The emulator says so of every publishable key.
  const emulator = emulatorKeys.safeParse((await askEmulator(env.stripe, "GET", "/keys"))?.body).data;
  if (emulator && emulator.publishableKey !== env.stripe.publishableKey) return failed("invalid", values);
  return fine("works", values);
}

async function checkRestrictedKey({ env, words }: Patient, first: Probe | null): Promise<Check> {
  const { fine, unknown, failed, skipped } = finding(words, "keys", "restrictedKey");
  if (!first) return skipped("noStripe");
  const values = { key: maskKey(env.stripe.restrictedKey) };
  const tried = ({ method, path }: Power) => probeStripe(env.stripe, env.stripe.restrictedKey, method, path);
  const [reads, links, ...others] = await Promise.all(
    [identityRead, filesWrite, ...Object.values(excessive)].map(tried),
  );
  if (reads?.status === 401) return failed("invalid", values);

  const tooMuch = Object.keys(excessive).filter((_, index) => granted(others[index] ?? null));
  if (tooMuch.length > 0) return failed("tooMuch", { ...values, powers: tooMuch.join(", ") });
  const missing = [
    ...(denied(reads ?? null) ? ["Identity sessions: Read"] : []),
    ...(denied(links ?? null) ? ["Files: Write"] : []),
  ];
  if (missing.length > 0) return failed("tooLittle", { ...values, powers: missing.join(", ") });
  return others.some(denied) ? fine("works", { ...values, count: others.length }) : unknown("unclear", values);
}

async function checkSensitiveResults({ env, words }: Patient, first: Probe | null): Promise<Check> {
  const { fine, unknown, failed, skipped } = finding(words, "keys", "sensitiveResults");
  if (!first) return skipped("noStripe");
  const probe = await probeStripe(env.stripe, env.stripe.restrictedKey, "GET", sensitivePath());
  if (denied(probe)) return failed("denied");
  if (probe?.status !== 200) return unknown("unclear");
  // What the emulator answers is known; what Stripe makes of an empty list is not.
  return env.stripe.apiBase === null ? unknown("cannotTell") : fine("readable");
}
