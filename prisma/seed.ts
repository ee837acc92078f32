import type { Permission } from "@/lib/auth/permissions";
import { isPermitted, type Viewer, viewerOfToken } from "@/lib/auth/viewer-of-token";
import { cancelVerification, redactVerification } from "@/lib/cases/mutations";
import type { CaseActionResult } from "@/lib/cases/schema";
import { databasePool, db } from "@/lib/db/client";
import { checkEnvAtBoot } from "@/lib/env";
import { type FailureCode, failureCodes } from "@/lib/stripe/failure-codes";
import { setClock } from "@/lib/time";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { toReference } from "@/lib/verification/reference";
import { syncVerificationSession } from "@/lib/verification/sync";
import type { Role } from "@/prisma/generated/enums";
import { emulatorAt, stripeAt } from "@/testkit/emulator";
import { signInUser } from "@/testkit/people";
import { inventPeople, type SeedPerson } from "./seed-people";
import { type Step, sellerSteps, sellersCount } from "./seed-sellers";

/*
 * Fills the demo: people, whose verifications really happened, only faster, and sellers (seed-sellers.ts). Every status and every failure code is
 * reached through the emulator, whose clock is put back 90 days and walks to the present, and through its webhooks,
 * which the running app and worker take as always. Needs both to run; refuses a database that has people in it.
 */

const peopleCount = 240;
const dayMs = 24 * 60 * 60 * 1000;

const environment = checkEnvAtBoot();
const emulator = environment.stripe.apiBase;
if (!emulator) {
  process.stderr.write("seed: STRIPE_API_BASE is not set; the seed is for the emulator only\n");
  process.exit(1);
}
const { control, submit } = emulatorAt(emulator);

/** Where the emulator's clock was set last, and when; it runs on from there. */
let last = { at: Number.NEGATIVE_INFINITY, setAt: 0 };

/**
 * Moves the emulator's clock and ours to the same moment; to where it has come by itself, if that is later: on a busy machine a
 * step takes longer than the time to the next, and the clock never goes back.
 */
async function travelTo(moment: Date): Promise<void> {
  const setAt = Date.now();
  const at = Math.max(moment.getTime(), last.at + (setAt - last.setAt));
  await control("/clock", { now: Math.floor(at / 1000) });
  last = { at, setAt };
  setClock(new Date(at));
}

async function createUser(email: string, role: Role, createdAt: Date): Promise<string> {
  const user = await db.user.create({ data: { email, role, emailVerified: createdAt, createdAt } });
  return user.id;
}

/** Signs somebody in for a moment, as the cookie would, because every action asks who is acting. */
async function withViewer<T>(userId: string, act: (viewer: Viewer) => Promise<T>): Promise<T> {
  const token = await signInUser(databasePool(), userId);
  try {
    const viewer = await viewerOfToken(token);
    if (!viewer) throw new Error("the seed could not sign in");
    return await act(viewer);
  } finally {
    await db.session.deleteMany({ where: { userId } });
  }
}

/** What a person of the seed lives through, in order. */
type Story = {
  outcomes: (Exclude<FailureCode, "unknown"> | "verified")[];
  end: "as_is" | "checking" | "cancel" | "redact" | "not_started" | "without_face_check";
};

const plain = (...outcomes: Story["outcomes"]): Story => ({ outcomes, end: "as_is" });

/** Most people pass at once; every failure code comes up, alone and before a success; every ending does. */
function storyOf(index: number): Story {
  const code = failureCodes[index % failureCodes.length] ?? "abandoned";
  if (index < failureCodes.length) return plain(code);
  if (index < failureCodes.length * 2) {
    return code === "under_supported_age" || code === "selfie_manipulated"
      ? plain("verified")
      : plain(code, "verified");
  }
  const special: Story[] = [
    plain("document_unverified_other", "document_expired", "selfie_unverified_other"),
    { outcomes: [], end: "checking" },
    { outcomes: ["selfie_face_mismatch"], end: "cancel" },
    { outcomes: ["verified"], end: "redact" },
    { outcomes: ["document_expired"], end: "redact" },
    { outcomes: [], end: "as_is" },
    { outcomes: [], end: "not_started" },
    { outcomes: [], end: "without_face_check" },
    { outcomes: [], end: "cancel" },
    plain("selfie_manipulated"),
    plain("selfie_face_mismatch", "selfie_face_mismatch"),
  ];
  return index % 3 === 0 ? (special[Math.floor(index / 3) % special.length] ?? plain("verified")) : plain("verified");
}

/** What the emulator reads from the document; some people spell themselves differently. */
const outputsOf = (person: SeedPerson, index: number) => ({
  first_name: index % 7 === 0 ? person.firstName.toUpperCase() : person.firstName,
  last_name: index % 23 === 0 ? `${person.lastName}-Andersmann` : person.lastName,
  dob: { day: (index % 27) + 1, month: (index % 12) + 1, year: 1960 + (index % 44) },
  address: {
    line1: `${(index % 90) + 1} Invented Street`,
    line2: null,
    city: person.city,
    state: null,
    postal_code: String(10_000 + index),
    country: person.country,
  },
  document: { type: person.documentType, issuing_country: person.country, number: person.documentNumber },
});

/** A number from 0 to 1 that looks like chance and is the same at every call (Knuth's multiplicative hash). */
const chance = (index: number) => (((index + 1) * 2_654_435_761) % 2 ** 32) / 2 ** 32;

function stepsOf(person: SeedPerson, index: number, seniorId: string, until: Date): Step[] {
  const story = storyOf(index);
  // A third of the people are of the last two days, whose evidence can still be opened; the others of the 88 before.
  const ageMs = (chance(index * 5 + 3) < 0.3 ? chance(index) * 2 : 2 + chance(index) * 86) * dayMs;
  const begin = until.getTime() - ageMs - 600_000;
  let step = 0;
  const at = () => new Date(Math.min(begin + step++ * (25_000 + chance(index + 7) * 60_000), until.getTime() - 1_000));

  let userId = "";
  let sessionId = "";
  const steps: Step[] = [];
  const then = (run: () => Promise<void>) => steps.push({ at: at(), run });

  const start = () =>
    withViewer(userId, async (viewer) => {
      const started = await startVerification(viewer, { entry: "hosted" });
      if (!started.ok) throw new Error(`a verification of the seed could not start: ${started.code}`);
      const row = await db.verification.findFirstOrThrow({ where: { userId }, orderBy: { createdAt: "desc" } });
      sessionId = row.currentSessionId ?? "";
    });

  const first = at();
  steps.push({
    at: first,
    run: async () => {
      userId = await createUser(person.email, "applicant", first);
      await withViewer(userId, async (viewer) => {
        await declareDetails(viewer, {
          country: person.country,
          firstName: person.firstName,
          lastName: person.lastName,
          phone: null,
        });
        await recordConsent(viewer, {
          choice: story.end === "without_face_check" ? "without_face_check" : "agreed",
          locale: "en",
        });
      });
    },
  });
  if (story.end === "not_started" || story.end === "without_face_check") return steps;

  then(start);
  for (const [attempt, outcome] of story.outcomes.entries()) {
    if (attempt > 0) then(start);
    then(async () => {
      await submit(sessionId, outcome, { outputs: outputsOf(person, index) });
      await syncVerificationSession(sessionId);
    });
  }
  if (story.end === "checking") {
    // Three days of checking: it is still going on when the seed has arrived in the present.
    then(async () => void (await submit(sessionId, "verified", { delaySeconds: 120 * 86_400 })));
  }
  const bySenior = <May extends Permission>(
    permission: May,
    act: (viewer: Viewer<May>, id: string, referenceNumber: number) => Promise<CaseActionResult>,
  ) =>
    then(async () => {
      const row = await db.verification.findFirstOrThrow({ where: { userId }, orderBy: { createdAt: "desc" } });
      // What takes months here happens within a minute for the database, on whose clock this limit is counted.
      await db.personLimit.deleteMany({ where: { userId: seniorId, action: "staff_irreversible" } });
      const done = await withViewer(seniorId, async (viewer) => {
        if (!isPermitted(viewer, permission)) throw new Error(`the seed's senior may not: ${permission}`);
        return act(viewer, row.id, row.referenceNumber);
      });
      if (!done.ok) throw new Error(`a case of the seed could not be ended: ${done.code}`);
    });
  if (story.end === "cancel") bySenior("verification.cancel", (viewer, id) => cancelVerification(viewer, id));
  if (story.end === "redact") {
    bySenior("verification.redact", (viewer, id, referenceNumber) =>
      redactVerification(viewer, id, { confirmation: toReference(referenceNumber) }),
    );
  }
  return steps;
}

/** Until the queue has nothing left to do. */
async function queueIsEmpty(): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    const [row] = await db.$queryRaw<{ open: number }[]>`
      select count(*)::int as open from graphile_worker.jobs where attempts < max_attempts`;
    if (row?.open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("the queue did not become empty");
}

if ((await db.user.count()) > 0) {
  process.stderr.write("seed: there are people in this database already; nothing was changed\n");
  process.exit(1);
}

const present = new Date();
await travelTo(new Date(present.getTime() - 95 * dayMs));
const roles = ["applicant", "support", "reviewer", "senior", "auditor", "developer", "admin"] as const;
const staff = new Map<Role, string>();
for (const role of roles) staff.set(role, await createUser(`${role}@demo.test`, role, present));
const seniorId = staff.get("senior") ?? "";

const sellers = sellerSteps({
  ...{ emulator: emulatorAt(emulator), stripe: stripeAt(emulator, environment.stripe.secretKey) },
  ...{ taken: peopleCount, present, withViewer },
  createUser: (email, at) => createUser(email, "applicant", at),
});
const steps = [
  ...inventPeople(peopleCount).flatMap((person, index) => stepsOf(person, index, seniorId, present)),
  ...sellers,
].sort((a, b) => a.at.getTime() - b.at.getTime());
for (const [index, { at, run }] of steps.entries()) {
  await travelTo(at);
  await run();
  if (index % 50 === 0) process.stdout.write(`seed: ${index} of ${steps.length} steps\n`);
}
await travelTo(new Date());
await queueIsEmpty();
process.stdout.write(`seed: ${peopleCount} people and ${sellersCount} sellers, ${steps.length} steps\n`);
process.exit(0);
