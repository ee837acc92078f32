import type { ReactNode } from "react";
// The type alone: the queue's rows bring this file to the browser, and the schema would bring zod, which tries `eval`.
import type { DerivedStatus } from "@/lib/verification/schema";

const ring = <circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const disc = <circle cx="7" cy="7" r="6.2" fill="currentColor" />;
const cut = { className: "stroke-base-100", fill: "none", strokeWidth: 1.6, strokeLinecap: "round" } as const;

// The shape alone tells the status; the colour only helps.
const marks: Record<DerivedStatus, { tone: string; shape: ReactNode }> = {
  not_started: { tone: "muted", shape: ring },
  in_progress: {
    tone: "text-info",
    shape: (
      <circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.2 2.04" />
    ),
  },
  checking: {
    tone: "text-info",
    shape: (
      <>
        <g opacity="0.3">{ring}</g>
        <path
          d="M7 1.6A5.4 5.4 0 0 1 12.4 7"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
      </>
    ),
  },
  action_needed: {
    tone: "text-warning",
    shape: (
      <>
        {ring}
        <path d="M7 4.1v3.4M7 9.7v.1" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      </>
    ),
  },
  in_review: {
    tone: "text-secondary",
    shape: (
      <>
        {ring}
        <path d="M7 3.6a3.4 3.4 0 0 1 0 6.8z" fill="currentColor" />
      </>
    ),
  },
  verified: {
    tone: "text-success",
    shape: (
      <>
        {disc}
        <path d="m4.4 7.2 1.8 1.8 3.5-3.9" strokeLinejoin="round" {...cut} />
      </>
    ),
  },
  declined: {
    tone: "text-error",
    shape: (
      <>
        {disc}
        <path d="m5 5 4 4m0-4-4 4" {...cut} />
      </>
    ),
  },
  closed: {
    tone: "muted",
    shape: (
      <>
        {disc}
        <path d="M4.5 7h5" {...cut} />
      </>
    ),
  },
};

const spriteId = (status: string) => `status-${status}`;

/** The shapes, drawn once per page: a queue of fifty rows only points at them. */
export function StatusSprite() {
  return (
    <svg className="hidden" aria-hidden="true">
      {Object.entries(marks).map(([status, { shape }]) => (
        <symbol key={status} id={spriteId(status)} viewBox="0 0 14 14">
          {shape}
        </symbol>
      ))}
    </svg>
  );
}

/** The sign of a status, without its word. */
export function StatusIcon({ status }: { status: DerivedStatus }) {
  return (
    <svg className={`status-icon ${marks[status].tone}`} aria-hidden="true">
      <use href={`#${spriteId(status)}`} />
    </svg>
  );
}

/** The sign of a status with its word. */
export function StatusMark({ status, children }: { status: DerivedStatus; children: ReactNode }) {
  return (
    <span className="status-mark">
      <StatusIcon status={status} />
      {children}
    </span>
  );
}
