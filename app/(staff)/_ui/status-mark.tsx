import type { ReactNode } from "react";
import type { ConnectStatus } from "@/lib/connect/staff/schema";
// The type alone: the queue's rows bring this file to the browser, and the schema would bring zod, which tries `eval`.
import type { DerivedStatus } from "@/lib/verification/schema";

type Status = DerivedStatus | ConnectStatus;

/** The sign of a status, without its word. status.css draws it, in its colour. */
export function StatusIcon({ status }: { status: Status }) {
  return <span className={`icon status-icon status-${status}`} />;
}

/** The sign of a status with its word. */
export function StatusMark({ status, children }: { status: Status; children: ReactNode }) {
  return <span className={`status-mark status-${status}`}>{children}</span>;
}
