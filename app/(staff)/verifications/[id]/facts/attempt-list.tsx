"use client";

import { Moment, type WrittenMoment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import { StatusIcon } from "@/app/(staff)/_ui/status-mark";

/** An attempt as it is drawn. */
export type WrittenAttempt = {
  id: string;
  title: string;
  at: WrittenMoment;
  /** What was submitted, in words. */
  document: string;
  checks: WrittenCheck[];
};

/** A check as it is drawn. */
export type WrittenCheck = {
  rawKind: string;
  status: keyof typeof marks;
  name: string;
  /** `rawKind` has no name here and is shown itself. */
  unnamed?: true;
  /** Stripe's code; how it ended stands in its place. */
  code?: string;
  result?: string;
  /** Stripe's sentence, in English. */
  quote?: string;
  /** What the code means, where Stripe says no sentence. */
  meaning?: string;
};

const marks = { verified: "verified", unverified: "declined", unknown: "in_review" } as const;

/** Attempts with their checks, drawn by the browser's script as well: `QueueRows` says why. */
export function AttemptList({ attempts }: { attempts: WrittenAttempt[] }) {
  return attempts.map(({ id, title, at, document, checks }) => (
    <section key={id}>
      <h3 className="panel-head attempt-head">
        <span className="whitespace-nowrap">{title}</span>
        <span className="min-w-0 flex-1 font-normal muted">
          <Moment at={at} />
          {document}
        </span>
        <span className="font-normal whitespace-nowrap muted">
          <ShortId id={id} />
        </span>
      </h3>
      <ul>
        {checks.map((check) => (
          <li key={check.rawKind} className="check">
            <StatusIcon status={marks[check.status]} />
            <p>
              <span className="font-medium">{check.name}</span>{" "}
              {check.unnamed ? <bdi className="code">{check.rawKind} </bdi> : null}
              {check.code ? <bdi className="code text-error">{check.code}</bdi> : null}
              {check.result ? (
                <span className={check.status === "unverified" ? "text-error" : "muted"}>{check.result}</span>
              ) : null}
              {check.quote ? (
                <span className="block muted" lang="en" dir="ltr">
                  {check.quote}
                </span>
              ) : null}
              {check.meaning ? <span className="block muted">{check.meaning}</span> : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  ));
}
