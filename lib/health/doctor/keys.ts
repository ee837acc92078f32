import "server-only";
import { z } from "zod";
import { type Check, finding, maskKey, type Patient, shortAccount } from "@/lib/health/doctor/check";
import { askEmulator, type Probe, probeStripe } from "@/lib/stripe/probe";

/**
 * What a key may do is told by the answer for an object that cannot exist: 403, or that there is no such object. Nothing
 * is made, changed or read, whatever the key may do. `name` is that of Stripe's Dashboard.
 */
type Power = { name: string; level: "Read" | "Write"; path: string; form?: Record<string, string> };

const both = (name: string, path: string): Power[] => [
  { name, level: "Read", path },
  { name, level: "Write", path },
];

const needed: readonly Power[] = [
  { name: "Identity sessions", level: "Read", path: "/v1/identity/verification_sessions/vs_doctor" },
  { name: "Files", level: "Write", path: "/v1/file_links", form: { file: "file_doctor" } },
];

/** What a leak would be worst for. Whether older sensitive results can be read shows only by reading one. */
const excessive: readonly Power[] = [
  { name: "Identity sessions", level: "Write", path: "/v1/identity/verification_sessions/vs_doctor/cancel" },
  ...both("Customers", "/v1/customers/cus_doctor"),
  { name: "Events", level: "Read", path: "/v1/events/evt_doctor" },
  ...both("Webhook Endpoints", "/v1/webhook_endpoints/we_doctor"),
  ...both("Charges", "/v1/charges/ch_doctor"),
  ...both("PaymentIntents", "/v1/payment_intents/pi_doctor"),
  ...both("Payouts", "/v1/payouts/po_doctor"),
];

const granted = (probe: Probe | null) => probe?.status === 200 || probe?.code === "resource_missing";
const denied = (probe: Probe | null) => probe?.status === 403;

/** `Customers: Read, Write; Events: Read`. */
function listPowers(powers: readonly Power[]): string {
  const byName = Map.groupBy(powers, ({ name }) => name);
  return [...byName].map(([name, levels]) => `${name}: ${levels.map(({ level }) => level).join(", ")}`).join("; ");
}

// Nothing was made in the future: an empty list, with a field whose reading is refused to keys that may not.
const sensitivePath = () =>
  `/v1/identity/verification_sessions?limit=1&created[gt]=${Math.floor(Date.now() / 1000) + 31_536_000}&expand[]=data.verified_outputs.dob`;

/** The three keys. `first` is the answer to a call with the secret key. */
export async function checkKeys(patient: Patient, first: Probe | null): Promise<Check[]> {
  const ownAccount = readAccount(patient, first);
  const [secret, publishable, restricted, sensitive] = await Promise.all([
    checkSecretKey(patient, first, ownAccount),
    checkPublishableKey(patient, first),
    checkRestrictedKey(patient, first, ownAccount),
    checkSensitiveResults(patient, first),
  ]);
  return [secret, publishable, ...restricted, sensitive];
}

/** The secret key's account; null when Stripe does not tell. */
async function readAccount({ env }: Patient, first: Probe | null): Promise<string | null> {
  if (first?.status !== 200) return null;
  const probe = await probeStripe(env.stripe, env.stripe.secretKey, "GET", "/v1/account");
  return z.object({ id: z.string() }).safeParse(probe?.body).data?.id ?? null;
}

async function checkSecretKey(
  { env, words }: Patient,
  first: Probe | null,
  ownAccount: Promise<string | null>,
): Promise<Check> {
  const { fine, failed } = finding(words, "keys", "secretKey");
  const values = { key: maskKey(env.stripe.secretKey), mode: env.stripe.livemode ? "live" : "test" };
  if (!first) return failed("noAnswer", { host: new URL(env.stripe.apiBase ?? "https://api.stripe.com").host });
  if (first.status !== 200)
    return failed(first.status === 401 ? "invalid" : "refused", { ...values, status: String(first.status) });
  const account = await ownAccount;
  return account ? fine("works", { ...values, account: shortAccount(account) }) : fine("worksSomewhere", values);
}

async function checkPublishableKey({ env, words }: Patient, first: Probe | null): Promise<Check> {
  const { fine, unknown, failed, skipped } = finding(words, "keys", "publishableKey");
  if (!first) return skipped("noStripe");
  const values = { key: maskKey(env.stripe.publishableKey), mode: env.stripe.livemode ? "live" : "test" };
  const probe = await probeStripe(env.stripe, env.stripe.publishableKey, "GET", "/v1/webhook_endpoints?limit=1");
  if (probe?.status === 401) return failed("invalid", values);

  // Stripe says of a publishable key no more than that another kind is wanted; the emulator tells its own.
  const emulator = z
    .object({ publishableKey: z.string() })
    .safeParse((await askEmulator(env.stripe, "GET", "/keys"))?.body).data;
  if (!emulator) return unknown("cannotTell", values);
  return emulator.publishableKey === env.stripe.publishableKey ? fine("same", values) : failed("invalid", values);
}

/** That the key does its work, and, where it does, what else it was refused. */
async function checkRestrictedKey(
  { env, words }: Patient,
  first: Probe | null,
  ownAccount: Promise<string | null>,
): Promise<Check[]> {
  const { fine, unknown, failed, skipped } = finding(words, "keys", "restrictedKey");
  if (!first) return [skipped("noStripe")];
  const key = maskKey(env.stripe.restrictedKey);
  const powers = [...needed, ...excessive];
  const probes = await Promise.all(
    powers.map(({ level, path, form }) =>
      probeStripe(env.stripe, env.stripe.restrictedKey, level === "Read" ? "GET" : "POST", path, form),
    ),
  );
  const those = (among: readonly Power[], answered: (probe: Probe | null) => boolean) =>
    among.filter((power) => answered(probes[powers.indexOf(power)] ?? null));
  if (probes.some((probe) => probe?.status === 401)) return [failed("invalid", { key })];

  const ours = await ownAccount;
  const theirs = probes.map(refusingAccount).find((account) => account !== null) ?? null;
  if (ours && theirs && ours !== theirs) {
    return [failed("otherAccount", { key, theirs: shortAccount(theirs), ours: shortAccount(ours) })];
  }
  const tooMuch = those(excessive, granted);
  if (tooMuch.length > 0) return [failed("tooMuch", { key, powers: listPowers(tooMuch) })];
  const missing = those(needed, denied);
  if (missing.length > 0) return [failed("tooLittle", { key, powers: listPowers(missing) })];

  const allowed = those(needed, granted);
  const refused = those(excessive, denied);
  if (allowed.length === 0 || refused.length === 0) return [unknown("unclear", { key })];
  const untold = powers.filter((power) => !allowed.includes(power) && !refused.includes(power));
  const limits = finding(words, "keys", "limits");
  return [
    fine("works", { key, account: ours && theirs ? "same" : "unknown", powers: listPowers(allowed) }),
    limits.fine("refused", {
      refused: listPowers(refused),
      untold: untold.length > 0 ? listPowers(untold) : "none",
    }),
  ];
}

/** The account of a key that was refused: Stripe's sentence names it. */
function refusingAccount(probe: Probe | null): string | null {
  if (!probe || !denied(probe)) return null;
  const said = z.object({ error: z.object({ message: z.string() }) }).safeParse(probe.body).data?.error.message;
  return /\bon account '(acct_\w+)'/.exec(said ?? "")?.[1] ?? null;
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
