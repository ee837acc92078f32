import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type Stripe from "stripe";
import type { Secrets } from "../../scripts/stack/demo-env.ts";
import { differences, type Evidence, instant, keyOf, type Row, rowsOf } from "./evidence.ts";
import { openSealed } from "./open-sealed.ts";
import { markers } from "./people.ts";
import { accountsEqualStripe } from "./seller-invariant.ts";
import { jobsOfTheClock } from "./settle.ts";
import type { Mail } from "./truth.ts";

/** What must hold whenever nothing is under way. Each returns what is wrong, in words that quote ids and codes only. */
export const invariants: Record<string, (evidence: Evidence) => Promise<string[]>> = {
  "each event id stored once": eventsStoredOnce,
  "each verification equals Stripe": verificationsEqualStripe,
  "each connected account equals Stripe": accountsEqualStripe,
  "attempts equal reports": attemptsEqualReports,
  "nobody verified round the rules": nobodyRoundTheRules,
  "mails once per effect": mailsOnce,
  "audit entries once per effect": auditOnce,
  "no open job": noOpenJob,
  "no personal data outside ciphertext": noPersonalData,
};

/** P1 and P2: whatever was acknowledged is there, nothing twice, and nothing that nobody sent. */
async function eventsStoredOnce(evidence: Evidence): Promise<string[]> {
  const { expectations, truth } = evidence;
  const acknowledgedToStripe = truth.deliveries.filter(
    ({ status }) => status !== null && status >= 200 && status < 300,
  );
  const acknowledged = new Set([...expectations.acknowledged, ...acknowledgedToStripe.map(({ eventId }) => eventId)]);
  const sent = new Set([...expectations.sent, ...truth.deliveries.map(({ eventId }) => eventId)]);
  const stored = new Map<string, number>();
  for (const { id } of await rowsOf<{ id: string }>(evidence, "select id from stripe_event")) {
    stored.set(id, (stored.get(id) ?? 0) + 1);
  }
  return [
    ...[...acknowledged].filter((id) => !stored.has(id)).map((id) => `${id} was acknowledged and is not stored`),
    ...[...stored].filter(([, count]) => count > 1).map(([id, count]) => `${id} is stored ${count} times`),
    ...[...stored.keys()].filter((id) => !sent.has(id)).map((id) => `${id} is stored and was never sent`),
  ];
}

type SessionRow = Row & { id: string; verification_id: string; user_id: string; key_id: string | null };
type CaseRow = Row & { id: string; current_session_id: string | null; attempts: number; max_attempts: number };

/** P3: session, reports, checks, kept outputs and all that follows from them, field by field. */
async function verificationsEqualStripe(evidence: Evidence): Promise<string[]> {
  const { truth, secrets } = evidence;
  const sessions = await rowsOf<SessionRow>(
    evidence,
    `select s.*, v.user_id, v.redaction_requested_at, k.id as key_id, k.wrapped_key
     from verification_session s join verification v on v.id = s.verification_id
     left join data_key k on k.user_id = v.user_id and k.destroyed_at is null`,
  );
  const reports = await rowsOf<Row & { id: string; session: string }>(
    evidence,
    `select r.id, r.verification_session_id as session, r.type, r.document_type, trim(r.document_country) as document_country,
       r.created_at, (select json_agg(json_build_array(c.kind, c.status, c.error_code, c.error_reason) order by c.kind::text)
         from verification_check c where c.report_id = r.id) as checks
     from verification_report r`,
  );
  const people = new Set((await rowsOf<{ id: string }>(evidence, 'select id from "user"')).map(({ id }) => id));
  const cases = await rowsOf<CaseRow>(evidence, "select * from verification");

  const wrong: string[] = [];
  const ourSessions = new Map(sessions.map((row) => [row.id, row]));
  const known = new Set(truth.sessions.map(({ id }) => id));
  for (const { id } of sessions) if (!known.has(id)) wrong.push(`${id} is here and not at Stripe`);

  const ofCase = new Map<string, Stripe.Identity.VerificationSession[]>();
  const redacting = new Set<string>();
  for (const session of truth.sessions) {
    const row = ourSessions.get(session.id);
    if (!row) {
      if (people.has(session.metadata.user_id ?? session.client_reference_id ?? "")) {
        wrong.push(`${session.id} is at Stripe and not here`);
      }
      continue;
    }
    ofCase.set(row.verification_id, [...(ofCase.get(row.verification_id) ?? []), session]);
    if (session.redaction || row.redaction_requested_at) redacting.add(row.verification_id);
    wrong.push(
      ...differences(
        session.id,
        sessionAtStripe(session, redacting.has(row.verification_id)),
        sessionHere(row, secrets),
      ),
    );
  }

  const ourReports = new Map(reports.map((row) => [row.id, row]));
  for (const report of truth.reports) {
    const row = ourReports.get(report.id);
    if (!row) {
      if (ourSessions.has(report.verification_session ?? "")) wrong.push(`${report.id} is at Stripe and not here`);
      continue;
    }
    ourReports.delete(report.id);
    // Stripe blanks what a redacted report said; we keep the codes.
    if (redacting.has(ourSessions.get(row.session)?.verification_id ?? "")) continue;
    const { id: _id, ...here } = row;
    wrong.push(...differences(report.id, reportAtStripe(report), here));
  }
  for (const id of ourReports.keys()) wrong.push(`${id} is here and not at Stripe`);

  const reportsOf = Map.groupBy(truth.reports, (report) => report.verification_session ?? "");
  for (const row of cases) {
    const own = ofCase.get(row.id) ?? [];
    wrong.push(...differences(row.id, caseByStripe(own, reportsOf, row.max_attempts, redacting.has(row.id)), row));
  }
  return wrong;
}

/** P2: one attempt is one report, here and at Stripe. */
async function attemptsEqualReports(evidence: Evidence): Promise<string[]> {
  const atStripe = Map.groupBy(evidence.truth.reports, (report) => report.verification_session ?? "");
  const cases = await rowsOf<{ id: string; attempts: number; reports: number; sessions: string[] | null }>(
    evidence,
    `select v.id, v.attempts,
       (select count(*)::int from verification_report r join verification_session s on s.id = r.verification_session_id
        where s.verification_id = v.id) as reports,
       (select array_agg(s.id) from verification_session s where s.verification_id = v.id) as sessions
     from verification v`,
  );
  return cases.flatMap(({ id, attempts, reports, sessions }) => {
    const stripe = (sessions ?? []).reduce((sum, session) => sum + (atStripe.get(session)?.length ?? 0), 0);
    return attempts === reports && reports === stripe
      ? []
      : [`${id}: ${attempts} attempts, ${reports} reports here, ${stripe} at Stripe`];
  });
}

/** A verified person has no attempt with a code of fraud, no more attempts than allowed, and a session that our key made. */
async function nobodyRoundTheRules(evidence: Evidence): Promise<string[]> {
  const { sessions, reports } = evidence.truth;
  const made = new Set(sessions.filter(({ metadata }) => metadata.user_id).map(({ id }) => id));
  const manipulated = new Set(
    reports
      .filter(({ selfie }) => selfie?.error?.code === "selfie_manipulated")
      .map(({ verification_session: session }) => session),
  );
  const rows = await rowsOf<{ id: string; current: string; sessions: string[]; tooMany: boolean }>(
    evidence,
    `select v.id, v.current_session_id as current, v.attempts > v.max_attempts as "tooMany",
       (select array_agg(s.id) from verification_session s where s.verification_id = v.id) as sessions
     from verification v where v.status = 'verified'`,
  );
  return rows.flatMap(({ id, current, sessions: own, tooMany }) => [
    ...(tooMany ? [`${id} is verified after more attempts than allowed`] : []),
    ...(own.some((session) => manipulated.has(session)) ? [`${id} is verified after fraud`] : []),
    ...(made.has(current) ? [] : [`${id} is verified by a session that is not ours`]),
  ]);
}

/**
 * Who asked for one mail got one, and nobody got one unasked. A cause of the outbox has one mail, which its user gets: one that was
 * handed over twice is the same mail under the same Message-ID.
 */
async function mailsOnce(evidence: Evidence): Promise<string[]> {
  const { truth, expectations } = evidence;
  const outbox = new Map(
    (
      await rowsOf<{ id: string; outcome: string; email: string }>(
        evidence,
        'select m.id, m.outcome::text, u.email from mail m join "user" u on u.id = m.user_id',
      )
    ).map((row) => [row.id, row]),
  );
  const causeOf = ({ messageId }: Mail) => /^<([\da-f-]{36})@/.exec(messageId)?.[1] ?? "";
  const handedOver = Map.groupBy(truth.mails, causeOf);
  const wrong = [...outbox.values()]
    .filter(({ id, outcome }) => outcome === "sent" && !handedOver.has(id))
    .map(({ id }) => `mail ${id} is sent and never came`);
  for (const [id, copies] of handedOver) {
    const row = outbox.get(id);
    if (!row) continue;
    if (copies.some(({ to }) => to.join() !== row.email)) wrong.push(`mail ${id} came to somebody else`);
    if (new Set(copies.map(({ subject, text }) => subject + text)).size > 1)
      wrong.push(`mail ${id} came in two versions`);
  }

  const got = new Map<string, number>();
  const asked = truth.mails.filter((mail) => !outbox.has(causeOf(mail)));
  for (const { to } of asked) for (const address of to) got.set(address, (got.get(address) ?? 0) + 1);
  const addresses = new Set([...got.keys(), ...expectations.mails.keys()]);
  const miscounted = [...addresses]
    .filter((address) => (got.get(address) ?? 0) !== (expectations.mails.get(address) ?? 0))
    .map((address) => `${expectations.mails.get(address) ?? 0} mails were asked for and ${got.get(address) ?? 0} came`);
  return [...wrong, ...miscounted];
}

/** What the system did is written down once, in an unbroken chain. */
async function auditOnce(evidence: Evidence): Promise<string[]> {
  const repeated = await rowsOf<{ action: string; about: string; count: number }>(
    evidence,
    `select action, case action when 'account.started' then target_id else coalesce(subject, target_id) end as about,
       count(*)::int as count from audit_entry
     where action in ('account.adopted', 'account.started', 'verification.adopted', 'verification.redacted', 'verification.redaction_requested',
       'verification.quarantined', 'person.key_destroyed')
     group by 1, 2 having count(*) > 1`,
  );
  const missing = await rowsOf<{ id: string }>(
    evidence,
    `select v.id from verification v where v.redacted_at is not null and not exists (
       select from audit_entry a where a.target_id = v.id::text and a.action = 'verification.redacted')`,
  );
  const broken = await rowsOf<{ id: string }>(
    evidence,
    `select id from (
       select id, previous_hash, lag(hash) over (order by id) as before, hash, sha256(previous_hash || convert_to(
         jsonb_build_array(hash_version, id, extract(epoch from at), actor_id, actor_role, action, target_type, target_id,
           verification_id, subject, reason)::text,
         'UTF8')) as should
       from audit_entry) chain
     where hash <> should or (before is not null and before <> previous_hash)`,
  );
  return [
    ...repeated.map(({ action, about, count }) => `${action} is written ${count} times for ${about}`),
    ...missing.map(({ id }) => `${id} was redacted and nothing says so`),
    ...broken.map(({ id }) => `the chain breaks at ${id}`),
  ];
}

/** Nothing waits, nothing is held by a dead worker, and no event is left unanswered. */
async function noOpenJob(evidence: Evidence): Promise<string[]> {
  const jobs = await rowsOf<{ key: string | null; task: string; attempts: number }>(
    evidence,
    `select key, task_identifier as task, attempts from graphile_worker.jobs
     where task_identifier not in (${jobsOfTheClock})`,
  );
  const queues = await rowsOf<{ name: string }>(
    evidence,
    "select queue_name as name from graphile_worker._private_job_queues where locked_by is not null",
  );
  const events = await rowsOf<{ id: string }>(evidence, "select id from stripe_event where outcome::text = 'queued'");
  return [
    ...jobs.map(({ key, task, attempts }) => `job ${key ?? task} is open after ${attempts} attempts`),
    ...queues.map(({ name }) => `queue ${name} is held`),
    ...events.map(({ id }) => `${id} still waits`),
  ];
}

/** Where an address is plain on purpose: people sign in by it. */
const tablesWithAddresses = ['"user"', "sign_in_token"];

/** Words of the documents, mail addresses, client secrets and hosted URLs: in no row, log or mail but where they belong. */
async function noPersonalData(evidence: Evidence): Promise<string[]> {
  const secret = ["_secret_test_", "/start/test_"];
  const words = [...markers, ...secret];
  const tables = await rowsOf<{ name: string }>(
    evidence,
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'graphile_worker') and c.relkind = 'r'`,
  );
  const wrong: string[] = [];
  for (const { name } of tables) {
    const addresses = tablesWithAddresses.some((table) => name.endsWith(`.${table}`)) ? [] : ["@demo.test"];
    const wanted = [...words, ...addresses];
    const patterns = [...wanted, ...wanted.map((word) => Buffer.from(word).toString("hex"))].map((word) => `%${word}%`);
    const found = await rowsOf<{ count: number }>(
      evidence,
      `select count(*)::int as count from ${name} t where t::text like any ($1)`,
      [patterns],
    );
    if (found[0]?.count !== 0) wrong.push(`${found[0]?.count} rows of ${name} hold what they must not`);
  }
  for (const file of readdirSync(evidence.logsDirectory)) {
    // Stripe's emulator and the caught mail stand for others, who may know.
    if (!/^(web|worker|postgres)/.test(file)) continue;
    const text = readFileSync(path.join(evidence.logsDirectory, file), "utf8");
    for (const word of [...words, "@demo.test"]) if (text.includes(word)) wrong.push(`${file} holds what it must not`);
  }
  for (const { text, html } of evidence.truth.mails) {
    for (const word of words) if (`${text}${html}`.includes(word)) wrong.push("a mail holds what it must not");
  }
  return wrong;
}

const idOf = (value: string | { id: string } | null | undefined) =>
  typeof value === "object" ? (value?.id ?? null) : (value ?? null);

/** Promised: what is no UUID is not kept, as it may name a person. */
const keptReference = (reference: string | null | undefined) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference ?? "") ? reference : null;

function sessionAtStripe(session: Stripe.Identity.VerificationSession, redacting: boolean): Row {
  const outputs = session.status === "verified" && !redacting ? session.verified_outputs : null;
  return {
    status: session.status,
    type: session.type,
    last_error_code: session.last_error?.code ?? null,
    last_error_reason: session.last_error?.reason ?? null,
    last_report_id: idOf(session.last_verification_report),
    verification_flow: session.verification_flow ?? null,
    client_reference_id: redacting ? null : keptReference(session.client_reference_id),
    livemode: session.livemode,
    redaction_status: session.redaction?.status ?? null,
    created_at: instant(session.created),
    metadata: redacting ? null : session.metadata,
    output_first_name: outputs?.first_name ?? null,
    output_last_name: outputs?.last_name ?? null,
    output_address: outputs?.address ?? null,
  };
}

function sessionHere(row: SessionRow, secrets: Secrets): Row {
  const key = keyOf(row);
  const opened = (column: string) => {
    const sealed = row[column] instanceof Buffer ? row[column] : null;
    return openSealed(secrets, key, sealed, ["verification_session", column, row.id]);
  };
  const json = (text: string | null): unknown => (text?.startsWith("{") ? JSON.parse(text) : text);
  return {
    ...row,
    metadata: json(opened("metadata")),
    output_first_name: opened("output_first_name"),
    output_last_name: opened("output_last_name"),
    output_address: json(opened("output_address")),
  };
}

function reportAtStripe(report: Stripe.Identity.VerificationReport): Row {
  const checks = (["document", "email", "id_number", "phone", "selfie"] as const).flatMap((kind) => {
    const check = report[kind];
    return check ? [[kind, check.status, check.error?.code ?? null, check.error?.reason ?? null]] : [];
  });
  return {
    session: report.verification_session,
    type: report.type,
    document_type: report.document?.type ?? null,
    document_country: report.document?.issuing_country ?? null,
    created_at: instant(report.created),
    checks: checks.length > 0 ? checks : null,
  };
}

/** The product's rules for what people see, written a second time from the design alone. */
function caseByStripe(
  sessions: readonly Stripe.Identity.VerificationSession[],
  reportsOf: ReadonlyMap<string, Stripe.Identity.VerificationReport[]>,
  maxAttempts: number,
  redacting: boolean,
): Row {
  // Metadata takes our secret key; a reference may be anybody's.
  const rank = ({ status, metadata }: Stripe.Identity.VerificationSession) =>
    (status === "verified" ? 2 : 0) + (metadata.user_id || metadata.verification_id ? 1 : 0);
  const [current] = sessions.toSorted((a, b) => rank(b) - rank(a) || b.created - a.created || (a.id < b.id ? 1 : -1));
  if (!current) return { current_session_id: null, status: "not_started", attempts: 0 };

  const reports = sessions.flatMap(({ id }) => reportsOf.get(id) ?? []);
  const ofCurrent = (reportsOf.get(current.id) ?? []).map(({ created }) => created);
  const code = current.last_error?.code ?? null;
  const fraud = reports.some(({ selfie }) => selfie?.error?.code === "selfie_manipulated");
  const suspicions = { fraud, doubtful: rank(current) % 2 === 0 || reports.length > maxAttempts };
  return {
    current_session_id: current.id,
    status: redacting ? "closed" : statusFor(current.status, code, suspicions),
    attempts: reports.length,
    // A canceled session forgets its last_error; what we hold then comes from before.
    ...(current.status === "canceled" || redacting ? {} : { failure_code: code, closed_at: null }),
    verified_at: current.status === "verified" ? instant(Math.max(...ofCurrent)) : null,
    ...(ofCurrent.length > 0 && current.status !== "processing"
      ? { submitted_at: instant(Math.max(...ofCurrent)) }
      : {}),
  };
}

function statusFor(
  status: Stripe.Identity.VerificationSession.Status,
  code: string | null,
  { fraud, doubtful }: { fraud: boolean; doubtful: boolean },
): string {
  if (status === "processing") return "checking";
  if (status === "verified") return fraud || doubtful ? "in_review" : "verified";
  if (status === "canceled") return "closed";
  if (fraud) return "in_review";
  if (code === "under_supported_age") return "closed";
  return code === null ? "in_progress" : "action_needed";
}
