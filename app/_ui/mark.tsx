import type { ReactNode } from "react";
import { type Tone, toneClass } from "./notice";

/** A status in one or two words with its sign; never colour alone. */
export function Mark({ tone, icon, children }: { tone: Tone; icon: ReactNode; children: ReactNode }) {
  return (
    <span className={`mark ${toneClass[tone]}`}>
      {icon}
      {children}
    </span>
  );
}

/** A sign in a tinted circle, at the head of a row. */
export function Disc({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`disc ${toneClass[tone]}`} aria-hidden="true">
      {children}
    </span>
  );
}
