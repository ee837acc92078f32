import { randomBytes, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { invitedOfToken } from "@/lib/auth/invited-of-token";
import { composeMail } from "@/lib/connect/compose-mail";
import { readInvitedAccount } from "@/lib/connect/data";
import {
  invitePerson,
  purgeInvitations,
  readInvitation,
  readInvitations,
  redeemInvitation,
  revokeInvitation,
} from "@/lib/connect/invitations";
import { answerTask, attachDocument } from "@/lib/connect/mutations/answers";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { readWaitingFiles, uploadFile } from "@/lib/connect/uploads";
import { db } from "@/lib/db/client";
import { invitationLimits, invitationsPerDay } from "@/lib/policy/limits";
import { now, setClock } from "@/lib/time";
import {
  type Company,
  invite,
  openInvitation,
  signInCompany,
  someAddress,
  tokensTo,
} from "@/testkit/in-process/companies";
import { mailsTo } from "@/testkit/in-process/mails";
import { control, stripe } from "@/testkit/in-process/stripe";

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  setClock(new Date());
});

const hourMs = 3_600_000;
const pass = (ms: number) => setClock(new Date(now().getTime() + ms));

const stateOf = async ({ viewer, her }: Company) =>
  (await readInvitations(viewer)).find(({ person }) => person === her)?.state;

describe("a link to a person of a company", () => {
  test("is mailed once a press, and neither it nor her address stands anywhere readable", async () => {
    const seller = await signInCompany();
    const [email, press] = [someAddress(), randomUUID()];
    const presses = await Promise.all(Array.from({ length: 5 }, () => invite(seller, email, { press })));
    expect(presses).toEqual(Array.from({ length: 5 }, () => ({ ok: true })));
    const tokens = await tokensTo(email);
    expect(tokens).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    const [mail] = await mailsTo(email);
    expect(mail?.subject).toBe("A company asks you to confirm your identity");

    const dump = async () => {
      const rows = await db.$queryRawUnsafe<{ text: string }[]>(
        `select (select string_agg(i::text, '') from person_invitation i) || (select string_agg(m::text, '') from mail m)
           || (select string_agg(a::text, '') from audit_entry a) || (select coalesce(string_agg(j::text, ''), '')
           from graphile_worker._private_jobs j) as text`,
      );
      return rows[0]?.text ?? "";
    };
    const rows = await dump();
    expect(rows).toContain(press);
    expect(rows).not.toContain(tokens[0]);
    expect(rows).not.toContain(email);
    expect(await readInvitations(seller.viewer)).toMatchObject([{ email, person: seller.her, state: "waiting" }]);
    expect((await readInvitations(seller.viewer))[0]?.asked).toContain("dob.day");
  });

  test("keeps nobody waiting, however often a seller asks for one at once", async () => {
    const seller = await signInCompany();
    // Three times the connections of a web.
    const presses = Array.from({ length: 30 }, () => invite(seller, someAddress()));
    const others = Array.from({ length: 5 }, () => db.user.count({ where: { id: seller.viewer.userId } }));
    expect(await Promise.all(others)).toEqual([1, 1, 1, 1, 1]);
    const answers = (await Promise.all(presses)).map((answer) => (answer.ok ? "asked" : answer.code));
    expect(answers.filter((answer) => answer === "asked")).toHaveLength(invitationsPerDay);
    expect(answers.filter((answer) => answer === "invited_often")).toHaveLength(30 - invitationsPerDay);
  });

  test("is the same link when its mail is handed over again", async () => {
    const seller = await signInCompany();
    const [email, press] = [someAddress(), randomUUID()];
    await invite(seller, email, { press });
    const mail = await db.mail.findUniqueOrThrow({ where: { key: `invited:${press}` } });
    const links = await Promise.all(
      [1, 2].map(async () => (await composeMail({ ...mail, kind: "person_invited" }, "en"))?.content.button.href),
    );
    expect(links[0]).toMatch(/\/invited\?token=/);
    expect(links[1]).toBe(links[0]);
  });

  test("holds the seller's words as a short name in our sentences, and as no lines of their own", async () => {
    const seller = await signInCompany();
    const name = `Samplewood\u202e\n\nYour account ends today:\r\nhttps://other.example/${"sign-in ".repeat(100)}`;
    await stripe().accounts.update(seller.stripeId, { business_profile: { name } });
    await syncConnectedAccount(seller.stripeId);
    const email = someAddress();
    await invite(seller, email);
    const [token = ""] = await tokensTo(email);
    const [mail] = await mailsTo(email);
    const lines = mail?.text.split(/\r?\n/).filter((line) => /other\.example|ends today/.test(line)) ?? [];
    expect(lines).toEqual([
      expect.stringMatching(/^Samplewood Your account ends today: .{60,75}…, where you have a role, sells on /),
      expect.stringMatching(/^You get this mail because Samplewood Your .*… gave us your address/),
    ]);
    expect(mail?.text).not.toContain("\u202e");
    const read = await readInvitation(token);
    const { invited } = await openInvitation(seller);
    const shown = (await readInvitedAccount(invited))?.business ?? "";
    expect(shown).toHaveLength(100);
    expect(read).toEqual({ works: true, business: shown });
  });

  test("is used up by one press alone, and by no look at it", async () => {
    const seller = await signInCompany();
    const email = someAddress();
    await invite(seller, email);
    const [token = ""] = await tokensTo(email);
    for (let look = 0; look < 5; look++) expect(await readInvitation(token)).toEqual({ works: true, business: null });
    const presses = await Promise.all(Array.from({ length: 10 }, () => redeemInvitation(token, randomUUID())));
    expect(presses.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await readInvitation(token)).toEqual({ works: false, why: "used" });
    expect(await readInvitation(`${token}x`)).toEqual({ works: false, why: "unknown" });
    expect(await stateOf(seller)).toBe("opened");
  });

  test("is tried no more often from a network of IPv6 addresses than from one address", async () => {
    const { opensPerNetworkAddress } = invitationLimits;
    const tries = Array.from({ length: opensPerNetworkAddress + 9 }, (_, host) =>
      redeemInvitation(randomUUID(), `2001:db8:0:9:${host.toString(16)}::1`),
    );
    const answers = (await Promise.all(tries)).map((answer) => (answer.ok ? "" : answer.why));
    expect(answers.filter((why) => why === "unknown")).toHaveLength(opensPerNetworkAddress);
    expect(answers.filter((why) => why === "too_many")).toHaveLength(9);
    expect(await redeemInvitation(randomUUID(), "2001:db8:0:a::1")).toEqual({ ok: false, why: "unknown" });
  });

  test("works for a day, and what it opened for two hours", async () => {
    const seller = await signInCompany();
    const email = someAddress();
    await invite(seller, email);
    const [token = ""] = await tokensTo(email);
    pass(24 * hourMs);
    expect(await readInvitation(token)).toEqual({ works: false, why: "expired" });
    expect(await redeemInvitation(token, randomUUID())).toMatchObject({ ok: false });
    expect(await stateOf(seller)).toBe("expired");

    const { session } = await openInvitation(seller);
    pass(2 * hourMs);
    expect(await invitedOfToken(session)).toBeNull();
    expect(await stateOf(seller)).toBe("left");
  });

  test("ends when another is sent, when it is taken back, and when the person is removed", async () => {
    const seller = await signInCompany();
    const first = someAddress();
    await invite(seller, first);
    const [old = ""] = await tokensTo(first);
    const { session } = await openInvitation(seller);
    expect(await readInvitation(old)).toEqual({ works: false, why: "revoked" });
    expect(await redeemInvitation(old, randomUUID())).toMatchObject({ ok: false });
    expect(await invitedOfToken(session)).not.toBeNull();
    expect(await revokeInvitation(seller.viewer, { person: seller.her })).toEqual({ ok: true });
    expect(await invitedOfToken(session)).toBeNull();
    expect(await stateOf(seller)).toBe("revoked");
    expect(await revokeInvitation(seller.viewer, { person: seller.her })).toEqual({ ok: false, code: "not_there" });

    const again = await openInvitation(seller);
    await db.accountPerson.update({ where: { id: seller.her }, data: { removedAt: now() } });
    expect(await invitedOfToken(again.session)).toBeNull();
  });

  test("whose mail waits while it is taken back is never sent", async () => {
    const seller = await signInCompany();
    const email = someAddress();
    await invite(seller, email);
    await revokeInvitation(seller.viewer, { person: seller.her });
    expect(await tokensTo(email)).toEqual([]);
  });

  test("is sent five times a day at most, and not to oneself or to whom nothing is asked of", async () => {
    const seller = await signInCompany();
    const addresses = Array.from({ length: 7 }, someAddress);
    const answers = [];
    for (const email of addresses) answers.push(await invite(seller, email));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true, false, false]);
    expect(answers.at(-1)).toEqual({ ok: false, code: "invited_often" });

    const other = await signInCompany();
    const input = { press: randomUUID(), person: seller.her, email: someAddress() };
    expect(await invitePerson(other.viewer, input)).toEqual({ ok: false, code: "not_there" });
    await db.accountPerson.update({ where: { id: other.her }, data: { userId: other.viewer.userId } });
    expect(await invite(other, someAddress())).toEqual({ ok: false, code: "own_data" });
    await db.requirement.updateMany({ where: { personId: other.theo }, data: { closedAt: new Date() } });
    expect(await invitePerson(other.viewer, { press: randomUUID(), person: other.theo, email: someAddress() })).toEqual(
      { ok: false, code: "nothing_due" },
    );
  });

  test("loses its address a month after its end, and keeps what was asked", async () => {
    const seller = await signInCompany();
    await invite(seller, someAddress());
    pass(30 * 24 * hourMs);
    await purgeInvitations();
    expect((await readInvitations(seller.viewer))[0]?.email).toMatch(/@demo\.test$/);
    pass(2 * 24 * hourMs);
    await purgeInvitations();
    expect(await readInvitations(seller.viewer)).toMatchObject([
      { email: null, asked: expect.arrayContaining(["dob.day"]) },
    ]);
  });
});

describe("somebody who was invited", () => {
  const press = () => randomUUID();

  test("sees her own tasks and nobody else's name", async () => {
    const seller = await signInCompany();
    const { invited } = await openInvitation(seller);
    const account = await readInvitedAccount(invited);
    expect(account?.tasks.tasks.map(({ key, person }) => [key, person])).toContainEqual(["you", seller.her]);
    expect(account?.persons.map(({ id }) => id)).toEqual([seller.her]);
    const seen = JSON.stringify(account);
    expect(seen).toContain("Mira");
    for (const hidden of [
      seller.theo,
      "Theo",
      "theo@demo.test",
      seller.viewer.userId,
      "company.",
      "relationship.owner",
    ]) {
      expect(seen).not.toContain(hidden);
    }
  });

  test("answers what is asked of her, and nothing else of this account", async () => {
    const seller = await signInCompany();
    const { invited } = await openInvitation(seller);
    const dob = { "dob.day": "1", "dob.month": "1", "dob.year": "1901" };
    const send = (person: string | null, values: Record<string, string>) =>
      answerTask(invited, { press: press(), person, values });

    expect(await send(seller.theo, dob)).toEqual({ ok: false, code: "not_there" });
    expect(await send(null, { "company.name": "Other" })).toEqual({ ok: false, code: "not_there" });
    for (const values of [
      { "relationship.percent_ownership": "99" },
      { "relationship.owner": "false" },
      { nationality: "FR" },
      { ...dob, email: "other@demo.test", nationality: "FR" },
    ]) {
      expect(await send(seller.her, values)).toEqual({ ok: false, code: "not_answerable" });
    }
    const files = { files: ["file_1"] };
    for (const [person, entry, code] of [
      [null, "company.verification.document", "not_there"],
      [seller.theo, "verification.document", "not_there"],
      [seller.her, "verification.document", "not_answerable"],
    ] as const) {
      expect(await attachDocument(invited, { ...files, person, entry })).toMatchObject({ ok: false, code });
    }
    expect(
      await db.auditEntry.count({ where: { action: "account.invitation_answered", targetId: seller.accountId } }),
    ).toBe(0);
    expect(await send(seller.her, dob)).toEqual({ ok: true });

    const entries = await db.auditEntry.findMany({ where: { targetId: seller.accountId }, orderBy: { id: "asc" } });
    expect(entries.slice(-3).map(({ action, actorId, subject }) => [action, actorId, subject])).toEqual([
      ["account.person_invited", seller.viewer.userId, invited.invitationId],
      ["account.invitation_opened", null, invited.invitationId],
      ["account.invitation_answered", null, invited.invitationId],
    ]);
  });

  test("sends pictures of her own document, and of nobody else's", async () => {
    const seller = await signInCompany();
    const { invited } = await openInvitation(seller);
    const picture = () => {
      const content = Buffer.concat([
        Buffer.from("ffd8ffc000110801e0028003012200021101031101", "hex"),
        randomBytes(2_000),
      ]);
      return { size: content.length, chunks: Readable.from([content]) };
    };
    const send = (person: string | null, entry = "verification.document") =>
      uploadFile(invited, { person, entry, part: "front" }, picture());
    expect(await send(seller.her)).toEqual({ ok: false, code: "not_answerable" });

    const entry = `${seller.her}.verification.document`;
    await control(`/accounts/${seller.stripeId}/requirements`, { entry, deadlineSeconds: 86_400 });
    await syncConnectedAccount(seller.stripeId);
    expect((await readInvitedAccount(invited))?.tasks.tasks.map(({ key }) => key)).toContain("id");
    expect(await send(seller.theo)).toEqual({ ok: false, code: "not_there" });
    expect(await send(null, "company.verification.document")).toEqual({ ok: false, code: "not_there" });
    const sent = await send(seller.her);
    expect(sent.ok).toBe(true);
    await uploadFile(seller.viewer, { person: null, entry: "company.verification.document", part: "front" }, picture());
    expect(await readWaitingFiles(invited)).toMatchObject([{ person: seller.her, entry: "verification.document" }]);
    expect(await readWaitingFiles(seller.viewer)).toHaveLength(2);
    const files = sent.ok ? [sent.id] : [];
    const document = { person: seller.her, entry: "verification.document", files };
    expect(await attachDocument(invited, document)).toEqual({ ok: true });
  });

  test("is done when nothing is left, which the seller sees", async () => {
    const seller = await signInCompany();
    const { invited } = await openInvitation(seller);
    const values = {
      ...{ "dob.day": "1", "dob.month": "1", "dob.year": "1901", id_number: "000000000", ssn_last_4: "0000" },
      ...{ "address.line1": "address_full_match", "address.city": "Oakland", "address.state": "CA" },
      ...{ "address.postal_code": "94607", phone: "0000000000", "relationship.title": "Director" },
    };
    const account = await readInvitedAccount(invited);
    const asked = account?.tasks.tasks.flatMap(({ entries }) => entries.map(({ entry }) => entry.key)) ?? [];
    const wanted = Object.entries(values).filter(([entry]) => asked.includes(entry));
    expect(wanted.length).toBeGreaterThan(3);
    expect(await stateOf(seller)).toBe("opened");
    const sent = await answerTask(invited, { press: press(), person: seller.her, values: Object.fromEntries(wanted) });
    expect(sent).toEqual({ ok: true });
    expect(await stateOf(seller)).toBe("given");
  });
});
