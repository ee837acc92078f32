import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { may } from "@/lib/auth/permissions";
import { readAccount, readHistory } from "@/lib/connect/data";
import { loadMyAccount } from "@/lib/connect/loaders";
import { answerTask, setBankAccount } from "@/lib/connect/mutations/answers";
import { addPerson, changePerson, confirmPeople, removePerson } from "@/lib/connect/mutations/people";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { openHostedPage } from "@/lib/connect/mutations/stripe-pages";
import { acceptTerms } from "@/lib/connect/mutations/terms";
import {
  acceptTermsInput,
  addPersonInput,
  answerTaskInput,
  changePersonInput,
  confirmPeopleInput,
  openHostedPageInput,
  removePersonInput,
  setBankAccountInput,
  startAccountInput,
} from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { writerOf } from "@/lib/pii/person";
import { place } from "@/lib/pii/places";
import { Role } from "@/prisma/generated/enums";
import { signInSomebody } from "@/testkit/in-process/people";

type Somebody = Awaited<ReturnType<typeof signInSomebody>>;

const press = randomUUID();
const by = { at: new Date(), ip: "203.0.113.7", userAgent: "Invented/1.0" };
const onBoard = { press, roles: ["owner"], percentOwnership: 40, values: { first_name: "Juno" } };

/** Every press of a seller who has begun, with an input as its form sends it. */
const presses: Record<string, (viewer: Somebody) => Promise<{ ok: boolean }>> = {
  answerTask: (viewer) =>
    answerTask(viewer, answerTaskInput.parse({ press, person: null, values: { "company.name": "Wobblestone" } })),
  addPerson: (viewer) => addPerson(viewer, addPersonInput.parse(onBoard)),
  changePerson: (viewer) => changePerson(viewer, changePersonInput.parse({ ...onBoard, person: "person_1" })),
  removePerson: (viewer) => removePerson(viewer, removePersonInput.parse({ person: "person_1" })),
  confirmPeople: (viewer) =>
    confirmPeople(viewer, confirmPeopleInput.parse({ press, all: ["owners"], declare: [], by })),
  acceptTerms: (viewer) => acceptTerms(viewer, acceptTermsInput.parse({ press, terms: by })),
  setBankAccount: (viewer) => setBankAccount(viewer, setBankAccountInput.parse({ press, token: "btok_us" })),
  openHostedPage: (viewer) => openHostedPage(viewer, openHostedPageInput.parse({ kind: "onboarding" })),
};

async function seller(data: { status: "due" | "closed" | "not_started"; stripeId: string | null }) {
  const viewer = await signInSomebody();
  const { userId } = viewer;
  const account = await db.$transaction(async (tx) => {
    const { id } = await tx.connectedAccount.create({
      data: { userId, country: "US", businessType: "company", ...data },
    });
    const cipher = await writerOf(tx, userId);
    const personId = `person_${randomUUID().replaceAll("-", "")}`;
    await tx.accountPerson.create({
      data: {
        id: personId,
        accountId: id,
        roles: ["representative"],
        firstName: cipher.seal("Juno", place.accountPersonField("first_name", personId)),
        createdAt: new Date(),
      },
    });
    return tx.connectedAccount.update({
      where: { id },
      data: {
        name: cipher.seal("Wobblestone Pottery", place.accountField("name", id)),
        requirements: {
          create: {
            entry: "company.tax_id",
            list: "current",
            errorCodes: ["invalid_tax_id"],
            appearedAt: new Date(),
            changedAt: new Date(),
            changes: { create: { accountId: id, at: new Date(), change: "appeared", list: "current" } },
          },
        },
      },
    });
  });
  return { viewer, account };
}

describe("a press", () => {
  test.each(Object.entries(presses))("%s is refused before there is an account", async (_, send) => {
    const { viewer } = await seller({ status: "not_started", stripeId: null });
    expect(await send(viewer)).toEqual({ ok: false, code: "not_started" });
    expect(await send(await signInSomebody())).toEqual({ ok: false, code: "not_started" });
  });

  test.each(Object.entries(presses).filter(([name]) => name !== "openHostedPage"))(
    "%s is refused once Stripe has closed the account",
    async (_, send) => {
      const { viewer } = await seller({ status: "closed", stripeId: `acct_${randomUUID()}` });
      expect(await send(viewer)).toEqual({ ok: false, code: "closed" });
    },
  );

  test("for a second account is refused", async () => {
    const { viewer } = await seller({ status: "due", stripeId: `acct_${randomUUID()}` });
    const input = { country: "US", businessType: "individual", capabilities: ["transfers"], terms: by };
    expect(await startConnectedAccount(viewer, startAccountInput.parse(input))).toEqual({
      ok: false,
      code: "already_started",
    });
  });

  test("can reach neither another's person nor a parameter that no form has", async () => {
    const { viewer } = await seller({ status: "due", stripeId: `acct_${randomUUID()}` });
    const other = await db.accountPerson.findFirstOrThrow({ where: { account: { userId: { not: viewer.userId } } } });
    const answer = (person: string | null, values: Record<string, string>) =>
      answerTask(viewer, { press, person, values });
    expect(await answer(other.id, { first_name: "Juno" })).toEqual({ ok: false, code: "not_there" });
    expect(await answer(null, { "metadata.user_id": viewer.userId })).toEqual({ ok: false, code: "not_answerable" });
    expect(await answer(null, {})).toEqual({ ok: false, code: "nothing_to_send" });
    expect(await removePerson(viewer, { person: other.id })).toEqual({ ok: false, code: "not_there" });
  });
});

describe("an account", () => {
  test("is the seller's own with names, persons and tasks, and nobody else's", async () => {
    const { viewer, account } = await seller({ status: "due", stripeId: `acct_${randomUUID()}` });
    const mine = await loadMyAccount(viewer);
    expect(mine).toMatchObject({ id: account.id, name: "Wobblestone Pottery", persons: [{ firstName: "Juno" }] });
    expect(mine?.tasks.tasks).toMatchObject([
      { key: "company", state: "failed", entries: [{ codes: ["invalid_tax_id"] }] },
    ]);
    expect(await loadMyAccount(await signInSomebody())).toBeNull();
    expect(await readAccount(viewer, account.id)).toBeNull();
  });

  test.each(Object.values(Role))("shows a %s what the role may see", async (role) => {
    const { account } = await seller({ status: "due", stripeId: `acct_${randomUUID()}` });
    const viewer = await signInSomebody(role);
    const shown = (await readAccount(viewer, account.id))?.account ?? null;
    const history = await readHistory(viewer, account.id);
    expect(shown !== null).toBe(may(role, "accounts.read"));
    expect(history !== null).toBe(may(role, "accounts.requirements"));
    if (!shown) return;
    expect(shown.name).toBe(may(role, "accounts.names") ? "Wobblestone Pottery" : null);
    expect(shown.persons).toMatchObject([{ firstName: null, roles: ["representative"] }]);
    expect(shown.tasks.tasks).toHaveLength(may(role, "accounts.requirements") ? 1 : 0);
    if (history) expect(history).toMatchObject([{ entry: "company.tax_id", change: "appeared" }]);
    expect(await readAccount(viewer, "no-uuid")).toBeNull();
  });
});
