import { randomBytes } from "node:crypto";
import type Stripe from "stripe";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { attachDocument } from "@/lib/connect/mutations/answers";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { openHostedPage } from "@/lib/connect/mutations/stripe-pages";
import { startAccountInput } from "@/lib/connect/schema";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { uploadFile } from "@/lib/connect/uploads";
import { db } from "@/lib/db/client";
import { now } from "@/lib/time";
import type { Emulator } from "@/testkit/emulator";
import { inventPeople } from "./seed-people";

/*
 * Sellers of the demo: accounts that really were begun here and filled in on Stripe's page, only faster. What became of
 * them is Stripe's part, which the emulator's controls play. The worker lives in the present, and would write down what it
 * heard of these months as of today: so webhooks about accounts are lost but for the last days, and the same sync is asked for
 * at their time.
 */

/** Something that happens at a moment of the emulator's clock. */
export type Step = { at: Date; run: () => Promise<void> };

/** What the seed's other half gives. */
type Surroundings = {
  emulator: Emulator;
  stripe: Stripe;
  /** How many of the invented people are somebody else already. */
  taken: number;
  /** When the seed arrives in the present. */
  present: Date;
  createUser: (email: string, at: Date) => Promise<string>;
  withViewer: <T>(userId: string, act: (viewer: Viewer) => Promise<T>) => Promise<T>;
};

const dayMs = 24 * 60 * 60 * 1000;
const daySeconds = 24 * 60 * 60;

/** Countries that the emulator has requirements of. */
const countries = ["US", "GB", "DE", "FR", "AU", "BR", "JP", "SG"] as const;

type BusinessType = "individual" | "company";

/** A call of the emulator's controls for an account, so many days before the present. */
type News = { daysAgo: number; control: "requirements" | "checks" | "block"; body: object };

/** How far a seller came, and what Stripe did then. `unanswered`: Stripe did not answer the start. */
type Story = {
  filled: "unanswered" | "nothing" | "partly" | "wholly";
  news: (type: BusinessType) => News[];
  /** What Stripe asks besides, and has, before the first answer. */
  hasAlready?: (type: BusinessType) => string;
  /** Takes back the capabilities that were asked for. */
  withoutCapabilities?: true;
  /** When a deadline of the news passes. */
  passesDaysAgo?: number;
  /** Sends both sides of a document a day before the news. */
  sendsDocument?: true;
};

const documentOf = (type: BusinessType) => `${type}.verification.document`;

const quiet = (filled: Story["filled"]): Story => ({ filled, news: () => [] });

/** Stripe asks for a document, with this long to go now; negative: it is over. `code`: because a check failed. */
const due = (days: number, { code, stops = "both" }: { code?: string; stops?: "charges" | "payouts" | "both" } = {}) =>
  ({
    filled: "wholly",
    news: (type) => {
      const daysAgo = Math.max(4 - days, 2);
      // An hour short of the day, so that "in 3 days" is what the board counts as within three.
      const deadlineSeconds = (daysAgo + days) * daySeconds - 3_600;
      const body = { entry: documentOf(type), deadlineSeconds, stops, ...(code && { code }) };
      return [{ daysAgo, control: "requirements", body }];
    },
    ...(days < 0 && { passesDaysAgo: -days }),
  }) satisfies Story;

/** A document that Stripe has and checks, of somebody whose payouts are on. */
const checkedAgain: Story = {
  filled: "wholly",
  news: (type) =>
    [{}, { state: "answered" }].map((state) => ({
      ...{ daysAgo: 3, control: "requirements" as const },
      body: { entry: documentOf(type), ...state },
    })),
};

/** The same before they were ever on. */
const checkedFirst: Story = { ...quiet("wholly"), hasAlready: documentOf };

/** Checks that failed, each entry with its code. */
const failed = (codes: (type: BusinessType) => Record<string, string>): Story => ({
  filled: "wholly",
  news: (type) =>
    Object.entries(codes(type)).map(([entry, outcome]) => ({
      ...{ daysAgo: 2, control: "checks" as const },
      body: { entry, outcome },
    })),
});

const failedTwice = (ofDocument: string, ofWebsite: string): Story => ({
  ...failed((type) => ({ [documentOf(type)]: ofDocument, "business_profile.url": ofWebsite })),
  sendsDocument: true,
});

/** What will be asked for from a date on. */
const later = (days: number): Story => ({
  filled: "wholly",
  news: (type) => [
    {
      ...{ daysAgo: 5, control: "requirements" as const },
      body: { entry: documentOf(type), future: true, deadlineSeconds: (days + 5) * daySeconds },
    },
  ],
});

const blocked = (disabledReason: string, daysAgo = 6): Story => ({
  filled: "wholly",
  news: () => [{ daysAgo, control: "block", body: { disabledReason } }],
});

const stories: readonly Story[] = [
  ...["unanswered", "unanswered"].map(() => quiet("unanswered")),
  ...Array.from({ length: 7 }, () => quiet("nothing")),
  ...Array.from({ length: 4 }, () => quiet("partly")),
  ...Array.from({ length: 6 }, () => quiet("wholly")),
  ...[
    due(1),
    due(1, { code: "verification_document_expired" }),
    due(2, { code: "verification_document_not_readable" }),
  ],
  ...[due(3), due(3, { stops: "payouts" }), due(5, { code: "verification_document_failed_copy" })],
  ...[due(7), due(7, { stops: "payouts" }), due(10, { code: "verification_document_name_mismatch" })],
  ...[due(14), due(14, { stops: "payouts" })],
  ...[due(-1, { stops: "charges" }), due(-9, { stops: "charges" })],
  ...[due(-2), due(-6, { code: "verification_document_missing_back" }), due(-12, { stops: "payouts" })],
  ...[checkedAgain, checkedAgain, checkedFirst, checkedFirst],
  failedTwice("verification_document_expired", "invalid_url_website_incomplete_refund_policy"),
  failedTwice("verification_document_failed_greyscale", "invalid_url_website_empty"),
  failedTwice("verification_document_name_mismatch", "invalid_url_website_incomplete_terms_and_conditions"),
  failed(() => ({ "business_profile.url": "invalid_url_website_inaccessible" })),
  ...[later(30), later(60), later(12)],
  ...[blocked("rejected.listed", 20), blocked("rejected.terms_of_service"), blocked("rejected.other")],
  ...[blocked("rejected.incomplete_verification"), blocked("rejected.platform_fraud", 9)],
  ...[blocked("rejected.platform_terms_of_service"), blocked("rejected.platform_other"), blocked("rejected.fraud")],
  // Stripe may look again: an appeal is due on its page.
  {
    filled: "wholly",
    news: () => [
      { daysAgo: 4, control: "block", body: { disabledReason: "rejected.fraud" } },
      { daysAgo: 4, control: "requirements", body: { entry: "interv_demo1.rejection_appeal.form" } },
    ],
  },
  ...[blocked("listed", 3), blocked("under_review", 1), blocked("other", 8), blocked("platform_paused", 2)],
  { filled: "wholly", news: () => [], withoutCapabilities: true },
];

/** How many there are. */
export const sellersCount = stories.length;

/** Longer than any check of what was filled in takes. */
const checksTakeMs = 120_000;

/** Older than every piece of news, so that payouts were on before it came. */
const beganDaysAgo = 60;

const shops = {
  first: ["Wobblestone", "Pebblewick", "Quillfeather", "Mosshollow", "Tinkerlane", "Lanternfold", "Marrowby", "Foxhem"],
  last: ["Pottery", "Lamps", "Kettles", "Books", "Knitwear", "Toys", "Frames", "Candles"],
};

/** Every one of them another, as long as there are no more than 64. */
const shopName = (index: number) =>
  `${shops.first[index % 8]} ${shops.last[(index + Math.floor(index / 8)) % shops.last.length]}`;

/** Fills in Stripe's page for an account: what is named in `typed`, and then, unless it is left, all that is due. */
async function fillIn(link: string, typed: Record<string, string>, isLeft: boolean): Promise<void> {
  const opened = await fetch(link, { redirect: "manual" });
  const form = new URL(opened.headers.get("location") ?? "", link);
  const post = async (fields: Record<string, string>) => {
    const answer = await fetch(form, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
    if (answer.status >= 400) throw new Error(`Stripe's page refused a seller of the seed: ${answer.status}`);
  };
  await post(Object.fromEntries(Object.entries(typed).map(([entry, value]) => [`entry:${entry}`, value])));
  if (!isLeft) await post({ action: "fill" });
}

/** The beginning of a picture and then noise: nothing is on it, and no two are the same. */
const invented = () =>
  Buffer.concat([Buffer.from("ffd8ffc000110801e0028003012200021101031101", "hex"), randomBytes(2_000)]);

/** Sends both sides of a document as the seller's page does. */
async function sendDocument(viewer: Viewer, entry: string): Promise<void> {
  const files = [];
  for (const part of ["front", "back"] as const) {
    const content = invented();
    const chunks = (async function* () {
      yield new Uint8Array(content);
    })();
    const sent = await uploadFile(viewer, { person: null, entry, part }, { size: content.length, chunks });
    if (!sent.ok) throw new Error(`a seller of the seed could not send a document: ${sent.code}`);
    files.push(sent.id);
  }
  const attached = await attachDocument(viewer, { person: null, entry, files });
  if (!attached.ok) throw new Error(`a document of the seed was refused: ${attached.code}`);
}

const eventTypes = ["account.*", "capability.*", "person.*"];

/** From when on webhooks about accounts arrive. */
const heardDaysAgo = 2.5;

/** What sellers live through; the emulator's clock must be at each step's time when it runs. */
export function sellerSteps(surroundings: Surroundings): Step[] {
  const { emulator, taken, present } = surroundings;
  const people = inventPeople(taken + sellersCount).slice(taken);
  const at = (daysAgo: number) => new Date(present.getTime() - daysAgo * dayMs);
  const lose = async () => {
    for (const type of eventTypes) {
      await emulator.control("/faults", { target: "webhooks", kind: "drop", probability: 1, seed: 1, type });
    }
  };
  return [
    { at: at(beganDaysAgo + 2), run: lose },
    { at: at(heardDaysAgo), run: async () => void (await emulator.control("/faults", undefined, "DELETE")) },
    ...stories.flatMap((story, index) => stepsOf(story, index, people[index], surroundings)),
  ];
}

function stepsOf(
  story: Story,
  index: number,
  person: ReturnType<typeof inventPeople>[number] | undefined,
  { emulator, stripe, present, createUser, withViewer }: Surroundings,
): Step[] {
  if (!person) throw new Error("a seller of the seed is nobody");
  const country = countries[index % countries.length] ?? "US";
  // Of each country both.
  const businessType = (index + Math.floor(index / countries.length)) % 2 === 0 ? "individual" : "company";
  // A minute after the seller before: a step has its time, and what is due stays within its day.
  const daysBefore = (days: number) => new Date(present.getTime() - days * dayMs + index * 55_000);
  // Within a day, so that no two begin at once.
  const begun = new Date(daysBefore(beganDaysAgo + 1).getTime() + index * 1_000_000);
  let stripeId = "";
  let userId = "";

  const start = async () => {
    userId = await createUser(person.email, begun);
    // The next call alone.
    const fault = {
      target: "api",
      kind: "status",
      status: 500,
      shouldRetry: false,
      method: "POST",
      path: "/v1/accounts",
    };
    if (story.filled === "unanswered") await emulator.control("/faults", fault);
    await withViewer(userId, (viewer) => {
      const terms = { at: now(), ip: "203.0.113.7", userAgent: "Invented/1.0" };
      const capabilities = ["card_payments", "transfers"];
      return startConnectedAccount(viewer, startAccountInput.parse({ country, businessType, capabilities, terms }));
    });
    if (story.filled === "unanswered") return;
    const account = await db.connectedAccount.findUniqueOrThrow({ where: { userId } });
    if (account.stripeId === null) throw new Error("a seller of the seed could not begin");
    stripeId = account.stripeId;
    if (story.filled === "nothing") return;
    const entry = story.hasAlready?.(businessType);
    for (const state of entry ? [{}, { state: "answered" }] : []) {
      await emulator.control(`/accounts/${stripeId}/requirements`, { entry, ...state });
    }

    await stripe.accounts.update(stripeId, { business_profile: { name: shopName(index) } });
    const page = await withViewer(userId, (viewer) => openHostedPage(viewer, { kind: "onboarding" }));
    if (!page.ok) throw new Error(`a seller of the seed could not open Stripe's page: ${page.code}`);
    const named = Object.entries({ first_name: person.firstName, last_name: person.lastName });
    const typed = ["individual", "representative"].flatMap((who) =>
      named.map(([name, value]) => [`${who}.${name}`, value] as const),
    );
    const company = [["company.name", shopName(index)] as const];
    await fillIn(page.url, Object.fromEntries([...typed, ...company]), story.filled === "partly");
    await syncConnectedAccount(stripeId);
  };

  const news = story.news(businessType).map(({ daysAgo, control, body }) => ({
    at: daysBefore(daysAgo),
    run: async () => {
      await emulator.control(`/accounts/${stripeId}/${control}`, body);
      await syncConnectedAccount(stripeId);
    },
  }));
  const endings = story.withoutCapabilities
    ? [
        {
          at: daysBefore(2),
          run: async () => {
            for (const name of ["card_payments", "transfers"]) {
              await stripe.accounts.updateCapability(stripeId, name, { requested: false });
            }
            await syncConnectedAccount(stripeId);
          },
        },
      ]
    : [];
  const sending = story.sendsDocument
    ? [
        {
          at: daysBefore(3),
          run: () => withViewer(userId, (viewer) => sendDocument(viewer, documentOf(businessType))),
        },
      ]
    : [];
  const read = async () => {
    if (stripeId) await syncConnectedAccount(stripeId);
  };
  const checked = new Date(begun.getTime() + checksTakeMs);
  // A deadline is an hour before its day is over.
  const passed = story.passesDaysAgo === undefined ? [] : [{ at: daysBefore(story.passesDaysAgo), run: read }];
  // As the reconciler would have: what changed nothing was not read since.
  const arrived = { at: new Date(present.getTime() - 1_000), run: read };
  return [{ at: begun, run: start }, { at: checked, run: read }, ...sending, ...news, ...endings, ...passed, arrived];
}
