import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { EventRow } from "@/lib/events/schema";
import common from "@/messages/en/common.json";
import staff from "@/messages/en/staff.json";
import { EventTable } from "./event-table";

// A cast, because the table asks a format for these two alone.
const format = { moment: (iso) => [iso, iso], age: () => "1m" } as Partial<StaffFormat> as StaffFormat;

const rowOf = (deliveries: number): EventRow => ({
  id: `evt_${deliveries}`,
  type: "identity.verification_session.verified",
  objectId: null,
  outcome: "processed",
  cause: null,
  deliveries,
  receivedAt: "2026-11-21T09:00:00.000Z",
  job: null,
  failedAttempts: [],
  actions: { replay: { ok: false, why: "not_allowed" }, discard: { ok: false, why: "not_allowed" } },
});

test("each row says how often Stripe brought the event, also that it never did", () => {
  const rows = [0, 1, 3].map(rowOf);
  const children = createElement(EventTable, { rows, format, explained: false });
  const spoken = { locale: "en", messages: { common, staff }, timeZone: "UTC", children } as const;
  const html = renderToStaticMarkup(createElement(NextIntlClientProvider, spoken));
  const counts = html.matchAll(/<td class="col-event-deliveries[^>]*>(\d+)</g);
  expect([...counts].map(([, count]) => count)).toEqual(["0", "1", "3"]);
});
