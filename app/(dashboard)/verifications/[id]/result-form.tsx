"use client";

import { type ReactNode, useActionState, useEffect, useRef } from "react";
import type { CaseActionResult } from "@/lib/verification/schema";

type Failure = Extract<CaseActionResult, { ok: false }>["code"];

/** A form for an action on a case. Says how it went in place; a failure takes the focus. Works without script. */
export function ResultForm({
  action,
  failures,
  done,
  className,
  children,
}: {
  action: (previous: CaseActionResult | null, form: FormData) => Promise<CaseActionResult>;
  failures: Record<Failure, string>;
  /** What to say when it worked; an action that leads elsewhere needs none. */
  done?: string;
  className: string;
  children: ReactNode;
}) {
  const [result, submit, pending] = useActionState(action, null);
  const message = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    if (result && !result.ok) message.current?.focus();
  }, [result]);

  return (
    <form action={submit} className={className} aria-busy={pending}>
      {result && !result.ok ? (
        <p ref={message} role="alert" tabIndex={-1} className="result-text text-error">
          {failures[result.code]}
        </p>
      ) : null}
      {result?.ok && done ? (
        <p role="status" className="result-text text-success">
          {done}
        </p>
      ) : null}
      {children}
    </form>
  );
}
