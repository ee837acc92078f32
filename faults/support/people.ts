import pMap from "p-map";
import type Stripe from "stripe";
import { signInPeople as inRows, type Person, type Role } from "../../testkit/people.ts";
import type { Environment } from "./environment.ts";

/**
 * What every document of a run says: words that occur nowhere else, so that one found outside ciphertext has leaked.
 * The names differ by person, so that two rows that were swapped show.
 */
export const markers = ["Quillonia", "Vantermark", "Marksman Way", "QX7730091"];

const outputs = (sessionId: string) => ({
  first_name: `Quillonia ${sessionId.slice(-6)}`,
  last_name: `Vantermark ${sessionId.slice(-6)}`,
  dob: { day: 4, month: 7, year: 1963 },
  address: {
    line1: "77 Marksman Way",
    line2: null,
    city: "Oakland",
    state: "CA",
    postal_code: "94607",
    country: "US",
  },
  document: {
    type: "id_card",
    issuing_country: "US",
    number: "QX7730091",
    issued_date: { day: 1, month: 2, year: 2021 },
    expiration_date: { day: 1, month: 2, year: 2031 },
  },
});

/** So many people of one role, signed in; the same for a seed. */
export const signInPeople = (environment: Environment, count: number, role: Role = "applicant"): Promise<Person[]> =>
  inRows(environment.sql, count, role, () => environment.random.hex(64));

/**
 * Sessions that Stripe has and we have never heard of, one a person, as a flow's link makes them: they are ours by the
 * user's id in them, by turns in `metadata` and in `client_reference_id`.
 */
export function openElsewhere(
  environment: Environment,
  people: readonly Person[],
): Promise<Stripe.Identity.VerificationSession[]> {
  return pMap(
    people,
    ({ userId }, index) =>
      environment.stripe.identity.verificationSessions.create({
        type: "document",
        options: { document: { require_matching_selfie: true } },
        ...(index % 2 === 0 ? { metadata: { user_id: userId } } : { client_reference_id: userId }),
      }),
    { concurrency: 8 },
  );
}

/** What the person does on the hosted page. */
export const submit = (environment: Environment, sessionId: string, outcome: string): Promise<unknown> =>
  environment.emulator.submit(sessionId, outcome, { outputs: outputs(sessionId) });

/** Outcomes that leave a report and may be tried again. */
export const failures = ["document_expired", "document_unverified_other", "selfie_face_mismatch"] as const;

/** Every event about these sessions, oldest first, as Stripe would send it. */
export async function eventsAbout(environment: Environment, sessionIds: Iterable<string>): Promise<Stripe.Event[]> {
  const wanted = new Set(sessionIds);
  const events: Stripe.Event[] = [];
  for await (const event of environment.stripe.events.list({ limit: 100 })) {
    if ("id" in event.data.object && wanted.has(String(event.data.object.id))) events.push(event);
  }
  return events.reverse();
}

/** Sessions of so many new people, opened as `openElsewhere` does, and the events about them, oldest first. */
export async function openWithEvents(
  environment: Environment,
  count: number,
): Promise<{ sessionIds: string[]; events: Stripe.Event[] }> {
  const sessions = await openElsewhere(environment, await signInPeople(environment, count));
  const sessionIds = sessions.map(({ id }) => id);
  return { sessionIds, events: await eventsAbout(environment, sessionIds) };
}

/** Keeps Stripe's own webhooks back while `work` makes news, for scenarios that deliver by themselves. */
export async function withoutWebhooks(environment: Environment, work: () => Promise<void>): Promise<void> {
  await environment.emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1 });
  try {
    await work();
    await allSent(environment);
  } finally {
    await environment.emulator.control("/faults", undefined, "DELETE");
  }
}

/** Waits until the emulator has decided about every webhook that it owed: only then may a fault be taken away. */
export async function allSent(environment: Environment): Promise<void> {
  // Moving the clock by nothing returns once all that is due has been done.
  await environment.emulator.control("/clock", { advanceSeconds: 0 });
}
