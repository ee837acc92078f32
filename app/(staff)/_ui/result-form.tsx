"use client";

import { type ReactNode, useActionState, useEffect, useRef } from "react";

/** What an action answers: done, or a code of its closed list. */
type Result<Code extends string> = { ok: true } | { ok: false; code: Code };

/** A form for an action. Says how it went in place; a failure takes the focus. Works without script. */
export function ResultForm<Code extends string>({
  action,
  failures,
  done,
  className,
  children,
}: {
  action: (previous: Result<Code> | null, form: FormData) => Promise<Result<Code>>;
  failures: Record<Code, string>;
  /** What to say when it worked; an action that leads elsewhere needs none. */
  done?: string;
  className: string;
  children: ReactNode;
}) {
  const [result, submit, pending] = useActionState<Result<Code> | null, FormData>(action, null);
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
