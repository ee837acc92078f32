import type { AccountContext } from "../accounts/change.ts";
import { type Answers, askedEntries, giveAnswers, giveTestAnswers } from "../accounts/onboarding/answers.ts";
import { findVisit, type LinkContext, openLink, type Visit } from "../accounts/onboarding/links.ts";
import { ApiError } from "../http/errors.ts";
import { platformAccount } from "../http/keys.ts";
import type { Answer } from "../http/reply.ts";
import { htmlAnswer, pageHeaders, redirect } from "./answer.ts";
import { type SetupContext as PageContext, setupEndPage, setupPage } from "./setup-page.ts";

/** What the page of an account link needs. */
type SetupContext = AccountContext & LinkContext & { options: { businessName: string } };

type SetupRequest = { method: string; path: string; query: URLSearchParams; form: URLSearchParams };

/**
 * `/setup/c/<account>/<token>`, an account link, opens once and leads to `/setup/form/<token>`: what is due on the account, to be
 * filled. A link or form that is over leads to the link's refresh_url.
 */
export function answerSetup(context: SetupContext, request: SetupRequest): Answer {
  const [, , kind, ...rest] = request.path.split("/");
  const page = { path: request.path, business: context.options.businessName };
  if (kind === "c" && rest.length === 2) {
    // Only a visit may use a link up.
    if (request.method !== "GET") return notAllowed("GET");
    const [account = "", token = ""] = rest;
    const opened = context.database.transaction(() => openLink(context, account, token));
    if (opened === null) return htmlAnswer(404, setupEndPage(page, "unknown"));
    return "over" in opened ? refreshed(page, opened.over.refreshUrl) : redirect(`/setup/form/${opened.visit}`);
  }
  const visit = kind === "form" && rest.length === 1 ? findVisit(context, rest[0] ?? "") : null;
  if (visit === null) return htmlAnswer(404, setupEndPage(page, "unknown"));
  if ("over" in visit) return refreshed(page, visit.over.refreshUrl);
  if (request.method === "POST") return answerPost(context, page, visit, request.form);
  return request.method === "GET" || request.method === "HEAD"
    ? showForm(context, page, visit, { saved: request.query.has("saved") })
    : notAllowed("GET, HEAD, POST");
}

const notAllowed = (allow: string): Answer => ({ status: 405, headers: { ...pageHeaders, allow }, body: "" });

const refreshed = (page: PageContext, refreshUrl: string | null) =>
  refreshUrl ? redirect(refreshUrl) : htmlAnswer(410, setupEndPage(page, "over"));

function answerPost(context: SetupContext, page: PageContext, visit: Visit, form: URLSearchParams): Answer {
  const typed: Answers = new Map(
    [...form].flatMap(([name, value]) => (name.startsWith("entry:") && value ? [[name.slice(6), value]] : [])),
  );
  const action = form.get("action");
  try {
    const isLeft = context.database.transaction(() => {
      const account = context.objects.get("account", platformAccount, visit.account);
      if (!account || action === "leave") return true;
      if (action === "fill") giveTestAnswers(context, account, visit.collected);
      else giveAnswers(context, account, onlyAsked(typed, askedEntries(account, visit.collected)));
      return askedEntries(account, visit.collected).length === 0;
    });
    if (!isLeft) return redirect(`${page.path}?saved=1`);
    return visit.returnUrl ? redirect(visit.returnUrl) : htmlAnswer(200, setupEndPage(page, "done"));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const refusal = error.param ? `${error.message} (${error.param})` : error.message;
    return showForm(context, page, visit, { refusal, typed });
  }
}

/** What is not asked, or not any more, is not taken. */
function onlyAsked(typed: Answers, asked: readonly { entry: string }[]): Answers {
  const entries = new Set(asked.map(({ entry }) => entry));
  return new Map([...typed].filter(([entry]) => entries.has(entry)));
}

function showForm(
  { objects }: SetupContext,
  page: PageContext,
  { account: id, collected, returnUrl }: Visit,
  { saved = false, refusal = null, typed = new Map() }: { saved?: boolean; refusal?: string | null; typed?: Answers },
): Answer {
  const account = objects.get("account", platformAccount, id);
  if (!account) return htmlAnswer(404, setupEndPage(page, "unknown"));
  const asked = askedEntries(account, collected);
  const status = refusal === null ? 200 : 400;
  return htmlAnswer(status, setupPage(page, { asked, saved, refusal, typed }), { destinations: [returnUrl] });
}
