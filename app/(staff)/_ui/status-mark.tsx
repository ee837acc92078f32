import type { ReactNode } from "react";
// The type alone: the queue's rows bring this file to the browser, and the schema would bring zod, which tries `eval`.
import type { DerivedStatus } from "@/lib/verification/schema";

/** The sign of a status, without its word. staff.css draws it, in its colour. */
export function StatusIcon({ status }: { status: DerivedStatus }) {
  return <span className={`icon status-icon status-${status}`} />;
}

/** The sign of a status with its word. */
export function StatusMark({ status, children }: { status: DerivedStatus; children: ReactNode }) {
  return <span className={`status-mark status-${status}`}>{children}</span>;
}
