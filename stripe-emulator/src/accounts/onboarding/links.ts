import type { Clock } from "../../clock/clock.ts";
import type { Call, Endpoint } from "../../http/endpoint.ts";
import { parameterError } from "../../http/errors.ts";
import { checkUrl, missing, type Parameters } from "../../http/parameters.ts";
import { randomToken } from "../../ids.ts";
import type { Database } from "../../store/database.ts";
import { checkPlatformOf } from "../connected.ts";

/** What it takes to make and open links. */
export type LinkContext = { database: Database; clock: Clock };

/** Recorded: `expires_at` is 300 s after `created`. */
const lifetimeSeconds = 300;
/** How long the form may stay open that a link led to; assumed. */
const visitSeconds = 3600;

/** What the form of a link asks for. */
export type Collected = { fields: "currently_due" | "eventually_due"; future: boolean };

type Destinations = { refreshUrl: string | null; returnUrl: string | null };
/** An open form: of which account, what it asks for, and where it leads back to. */
export type Visit = Destinations & { account: string; collected: Collected };

type LinkRow = {
  token: string;
  account: string;
  fields: Collected["fields"];
  future: number;
  refresh_url: string | null;
  return_url: string | null;
  created_at_ms: number;
  visit: string | null;
  opened_at_ms: number | null;
};

/** Stripe API, Account Links: create. */
export const accountLinkEndpoints: readonly Endpoint<LinkContext>[] = [
  {
    method: "POST",
    path: "/v1/account_links",
    kind: null,
    permission: "connected_account_write",
    prepare: prepareCreate,
  },
];

function prepareCreate(parameters: Parameters) {
  const account = parameters.requiredString("account");
  // Both open the same form.
  if (!parameters.oneOf("type", ["account_onboarding", "account_update"])) throw missing("type");
  const url = (name: "refresh_url" | "return_url") => {
    const given = parameters.text(name) ?? null;
    return given && checkUrl(given, name);
  };
  const [refreshUrl, returnUrl] = [url("refresh_url"), url("return_url")];
  const fields = ["currently_due", "eventually_due"] as const;
  const collect = parameters.oneOf("collect", fields);
  const options = parameters.hash("collection_options");
  if (collect && options) {
    throw parameterError("You may only specify one of these parameters: collect, collection_options.", "collect");
  }
  const collected = {
    fields: options?.oneOf("fields", fields) ?? collect ?? "currently_due",
    future: options?.oneOf("future_requirements", ["include", "omit"]) === "include",
  };

  return (call: Call, { database, clock }: LinkContext) => {
    checkPlatformOf(call, account);
    const token = randomToken(24);
    database.run(
      `insert into account_link (token, account, fields, future, refresh_url, return_url, created_at_ms)
       values (?, ?, ?, ?, ?, ?, ?)`,
      token,
      account,
      collected.fields,
      Number(collected.future),
      refreshUrl,
      returnUrl,
      Math.round(clock.nowMs()),
    );
    const created = clock.now();
    return {
      object: "account_link",
      created,
      expires_at: created + lifetimeSeconds,
      url: `${call.origin}/setup/c/${account}/${token}`,
    };
  };
}

/** Opens a link, once: answers the token of the form. `over`: it was opened or has expired. Null: there is no such link. */
export function openLink(
  { database, clock }: LinkContext,
  account: string,
  token: string,
): { visit: string } | { over: Destinations } | null {
  const row = database.get<LinkRow>("select * from account_link where token = ? and account = ?", token, account);
  if (!row) return null;
  const nowMs = Math.round(clock.nowMs());
  if (row.visit !== null || nowMs - row.created_at_ms >= lifetimeSeconds * 1000) return { over: destinationsOf(row) };
  const visit = randomToken(32);
  database.run("update account_link set visit = ?, opened_at_ms = ? where token = ?", visit, nowMs, token);
  return { visit };
}

/** The form with this token. `over`: it was open for too long. Null: there is no such form. */
export function findVisit({ database, clock }: LinkContext, token: string): Visit | { over: Destinations } | null {
  const row = database.get<LinkRow>("select * from account_link where visit = ?", token);
  if (!row) return null;
  if (clock.nowMs() - (row.opened_at_ms ?? 0) >= visitSeconds * 1000) return { over: destinationsOf(row) };
  return {
    account: row.account,
    collected: { fields: row.fields, future: row.future === 1 },
    ...destinationsOf(row),
  };
}

const destinationsOf = ({ refresh_url, return_url }: LinkRow): Destinations => ({
  refreshUrl: refresh_url,
  returnUrl: return_url,
});
