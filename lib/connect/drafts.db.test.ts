import { afterEach, describe, expect, test } from "vitest";
import { discardDraft, purgeDrafts, readDraft, saveDraft } from "@/lib/connect/drafts";
import { db } from "@/lib/db/client";
import { draftDays, personLimits } from "@/lib/policy/limits";
import { now, setClock } from "@/lib/time";
import { signInSomebody } from "@/testkit/in-process/people";
import { signInSeller } from "@/testkit/in-process/sellers";

afterEach(() => setClock(new Date()));

const you = { task: "you", person: "individual" } as const;
const typed = { first_name: "Juno", "dob.day": "17", "address.line1": "48 Kiln Street", "way-0": "or" };

describe("a form that was left", () => {
  test("is kept for its seller alone, and nothing of it is readable in the database", async () => {
    const { viewer } = await signInSeller();
    expect(await saveDraft(viewer, { ...you, values: typed })).toBe(true);
    expect(await readDraft(viewer, you)).toMatchObject({ values: typed });
    expect(await readDraft(viewer, { task: "you", person: null })).toBeNull();
    expect(await readDraft((await signInSeller()).viewer, you)).toBeNull();
    const [rows] = await db.$queryRaw<{ text: string }[]>`select string_agg(d::text, '') as text from task_draft d`;
    const bytes = (await db.taskDraft.findMany()).map(({ fields }) => Buffer.from(fields).toString("latin1")).join();
    for (const word of ["Juno", "Kiln"]) {
      expect(rows?.text).not.toContain(word);
      expect(bytes).not.toContain(word);
    }
  });

  test("never holds a number of a person, a company or a bank, nor what is no field of ours", async () => {
    const { viewer } = await signInSeller("company");
    const numbers = {
      ...{ ssn_last_4: "0000", id_number: "000000000", id_number_secondary: "1", "company.tax_id": "000000000" },
      ...{ "company.vat_id": "DE000000000", "company.registration_number": "1", external_account: "000123456789" },
      ...{ account_number: "000123456789", routing_number: "110000000", "individual.id_number": "000000000" },
      ...{ press: "x", task: "you", "id_number.day": "1", "ssn_last_4:x": "0000", $ACTION_1: "x" },
    };
    const company = { task: "company", person: null } as const;
    expect(await saveDraft(viewer, { ...company, values: { ...numbers, "company.name": "Wobblestone" } })).toBe(true);
    expect((await readDraft(viewer, company))?.values).toEqual({ "company.name": "Wobblestone" });
    await saveDraft(viewer, { ...company, values: numbers });
    expect(await readDraft(viewer, company)).toBeNull();
  });

  test("is what was typed last, whichever tab it was, and goes when it is discarded", async () => {
    const { viewer } = await signInSeller();
    for (const first_name of ["A", "B", "C"]) await saveDraft(viewer, { ...you, values: { first_name } });
    expect((await readDraft(viewer, you))?.values).toEqual({ first_name: "C" });
    await Promise.all(["D", "E", "F"].map((first_name) => saveDraft(viewer, { ...you, values: { first_name } })));
    expect(await db.taskDraft.count({ where: { account: { userId: viewer.userId } } })).toBe(1);
    expect(await discardDraft(viewer, you)).toBe(true);
    expect(await readDraft(viewer, you)).toBeNull();
  });

  test("is forgotten after two weeks, before the row is swept and after", async () => {
    const { viewer } = await signInSeller();
    await saveDraft(viewer, { ...you, values: typed });
    setClock(new Date(now().getTime() + (draftDays * 24 - 1) * 3_600_000));
    await purgeDrafts();
    expect(await readDraft(viewer, you)).not.toBeNull();
    setClock(new Date(now().getTime() + 3_600_000));
    expect(await readDraft(viewer, you)).toBeNull();
    await purgeDrafts();
    expect(await db.taskDraft.count({ where: { account: { userId: viewer.userId } } })).toBe(0);
  });

  test("is bounded in size and rate, and kept for nobody who has no account or sends another's person", async () => {
    const { viewer } = await signInSeller();
    const long = Object.fromEntries(["first_name", "last_name", "email"].map((name) => [name, "x".repeat(6_000)]));
    expect(await saveDraft(viewer, { ...you, values: long })).toBe(false);
    expect(await saveDraft(viewer, { task: "person", person: "person_other", values: typed })).toBe(false);
    expect(await saveDraft(await signInSomebody(), { ...you, values: typed })).toBe(false);
    const many = Array.from({ length: personLimits.draft.atOnce + 5 }, () =>
      saveDraft(viewer, { ...you, values: typed }),
    );
    expect((await Promise.all(many)).filter((kept) => !kept).length).toBeGreaterThan(0);
  });

  test("is not kept while the seller's data are being deleted, or after", async () => {
    const { viewer, accountId } = await signInSeller();
    await db.connectedAccount.update({ where: { id: accountId }, data: { erasedAt: now() } });
    expect(await saveDraft(viewer, { ...you, values: typed })).toBe(false);
  });
});
