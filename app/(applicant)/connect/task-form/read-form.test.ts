import { describe, expect, test } from "vitest";
import { groupTasks, type RequirementLists } from "@/lib/connect/requirements/tasks";
import { type Questions, questionsOf } from "./questions";
import { answeredQuestions, readQuestions, toShownAgain } from "./read-form";

const none: RequirementLists = {
  ...{ currentlyDue: [], pastDue: [], eventuallyDue: [], pendingVerification: [], errors: [], alternatives: [] },
  currentDeadline: null,
};

const taskOf = (lists: Partial<RequirementLists>, currency: string | null = "usd") => {
  const [task] = groupTasks({ requirements: { ...none, ...lists }, futureRequirements: none }).tasks;
  if (!task) throw new Error("there is no task");
  return questionsOf(task, { currency });
};

const unitedStates = { accountCountry: "US", currency: "usd", now: new Date("2026-11-29T00:00:00Z"), testMode: false };

const you = taskOf({
  currentlyDue: ["individual.first_name", "individual.dob.day", "individual.dob.month", "individual.dob.year"],
  eventuallyDue: ["individual.id_number"],
  pendingVerification: ["individual.email"],
});

describe("a form", () => {
  test("is made of what is due and nothing else, a date as one question", () => {
    const paths = you.groups.flatMap(({ questions }) => questions.map(({ field }) => field.path));
    expect(paths).toEqual(["first_name", "dob"]);
    expect(you.checking.map(({ path }) => path)).toEqual(["email"]);
  });

  test("asks for an amount where its currency is known, and leaves it to Stripe's page where it is not", () => {
    const revenue = "business_profile.annual_revenue";
    const sales = [`${revenue}.amount`, `${revenue}.fiscal_year_end`];
    const asked = ({ groups, elsewhere }: Questions) => [
      groups.flatMap(({ questions }) => questions.map(({ field }) => field.path)).toSorted(),
      elsewhere.map(({ entry }) => entry.name),
    ];
    const shop = { currentlyDue: [...sales, "business_profile.url"] };
    expect(asked(taskOf(shop))).toEqual([[revenue, sales[1], "business_profile.url"], []]);
    expect(asked(taskOf(shop, null))).toEqual([["business_profile.url"], sales]);
  });

  test("reads what is sent in the place of a country as text, and never as a pattern", () => {
    const address = taskOf({ currentlyDue: ["individual.address.postal_code"] });
    const { questions } = answeredQuestions(address, {});
    const read = (code: string, country: string) =>
      readQuestions(questions, { "address.postal_code": code, "address.country": country }, unitedStates).problems;
    expect(read("12345", "(")).toEqual({});
    // As a pattern it would be tried in more ways than there is time for. Normalised, each of these is 18 letters.
    expect(read("\ufdfa".repeat(12), "([^-]+)+B")).toEqual({ "address.postal_code": "postcode_form" });
  });

  test("is sent by entry, dates in their parts", () => {
    const { questions } = answeredQuestions(you, {});
    const sent = { first_name: " Juno ", "dob.day": "17", "dob.month": "4", "dob.year": "1988" };
    expect(readQuestions(questions, sent, unitedStates)).toEqual({
      values: { first_name: "Juno", "dob.day": "17", "dob.month": "4", "dob.year": "1988" },
      problems: {},
    });
  });

  test("asks amount and day of a year's sales together, whichever Stripe asks, and sends them as Stripe has them", () => {
    const year = "business_profile.annual_revenue";
    for (const asked of ["amount", "currency", "fiscal_year_end"]) {
      const sales = taskOf({ currentlyDue: [`${year}.${asked}`] });
      const { questions } = answeredQuestions(sales, {});
      expect(questions.map(({ field }) => field.path)).toEqual([year, `${year}.fiscal_year_end`]);
      const end = { day: "31", month: "3", year: "2026" };
      const sent = {
        [year]: "42,000",
        ...Object.fromEntries(Object.entries(end).map(([part, typed]) => [`${year}.fiscal_year_end.${part}`, typed])),
      };
      expect(readQuestions(questions, sent, unitedStates)).toEqual({
        values: {
          [`${year}.amount`]: "4200000",
          [`${year}.currency`]: "usd",
          [`${year}.fiscal_year_end`]: "2026-03-31",
        },
        problems: {},
      });
      expect(readQuestions(questions, { ...sent, [year]: "some" }, unitedStates)).toMatchObject({
        problems: { [year]: "amount_form" },
      });
    }
  });

  test("leaves out what is optional and empty, and sends the second line of an address as what removes it", () => {
    const { questions } = answeredQuestions(taskOf({ currentlyDue: ["individual.address.line2"] }), {});
    for (const empty of ["", " "]) {
      const sent = { "address.line2": empty };
      expect(readQuestions(questions, sent, unitedStates)).toEqual({ values: {}, problems: {} });
      const values = { "address.line2": "" };
      expect(readQuestions(questions, sent, unitedStates, { emptyLine: "removes" })).toEqual({ values, problems: {} });
    }
  });

  test("says what is wrong with each answer", () => {
    const { questions } = answeredQuestions(you, {});
    const sent = { first_name: "4", "dob.day": "31", "dob.month": "2", "dob.year": "1988" };
    expect(readQuestions(questions, sent, unitedStates).problems).toEqual({
      first_name: "name_characters",
      dob: "date_unreal",
    });
  });

  test("takes a token of Stripe.js for an official number, and shows no such number again", () => {
    const { questions } = answeredQuestions(
      taskOf({ currentlyDue: ["individual.id_number", "individual.ssn_last_4"] }),
      {},
    );
    const sent = { id_number: "pii_1Token", ssn_last_4: "0000", press: "p" };
    expect(readQuestions(questions, sent, unitedStates).values).toEqual({
      id_number: "pii_1Token",
      ssn_last_4: "0000",
    });
    expect(readQuestions(questions, { ...sent, id_number: "12" }, unitedStates).problems).toEqual({
      id_number: "id_number_form",
    });
    expect(toShownAgain(sent)).toEqual({ press: "p" });
  });

  test("shows no number again that was typed in a way that was not chosen", () => {
    const ways = taskOf({
      currentlyDue: ["individual.first_name", "individual.id_number"],
      alternatives: [{ original: ["individual.id_number"], alternative: ["individual.ssn_last_4"] }],
    });
    const sent = { "way-0": "or", id_number: "000000000", ssn_last_4: "0000", first_name: "Juno" };
    expect(ways.choices).toHaveLength(1);
    expect(answeredQuestions(ways, sent).questions.map(({ field }) => field.path)).toEqual([
      "first_name",
      "ssn_last_4",
    ]);
    expect(toShownAgain(sent)).toEqual({ "way-0": "or", first_name: "Juno" });
  });

  test("with two ways wants one chosen, and asks nothing of the other", () => {
    const shop = taskOf({
      currentlyDue: ["business_profile.mcc", "business_profile.url"],
      alternatives: [{ original: ["business_profile.url"], alternative: ["business_profile.product_description"] }],
    });
    expect(answeredQuestions(shop, {}).unchosen).toEqual([0]);
    const chosen = answeredQuestions(shop, { "way-0": "or" });
    expect(chosen.unchosen).toEqual([]);
    expect(chosen.questions.map(({ field }) => field.path)).toEqual([
      "business_profile.mcc",
      "business_profile.product_description",
    ]);
  });

  test("leaves files and what nothing here knows to Stripe's page", () => {
    const { groups, elsewhere } = taskOf({ currentlyDue: ["individual.verification.document"] });
    expect(groups).toEqual([]);
    expect(elsewhere.map(({ entry }) => entry.name)).toEqual(["individual.verification.document"]);
  });
});
