"use client";

import { useActionState } from "react";
import { Icon } from "@/app/_ui/icon";
import { stripePageAction } from "@/app/(staff)/connect/accounts/[id]/actions";
import type { AccountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";

/** Makes the address of Stripe's own page on the press; it works once, and is in nothing but this answer. */
export function StripePage({
  accountId,
  texts,
  failures,
}: {
  accountId: string;
  texts: { make: string; open: string; note: string };
  failures: AccountFailures;
}) {
  const [answer, submit, pending] = useActionState(stripePageAction, null);
  return (
    <form action={submit} className="flex flex-col gap-1" aria-busy={pending}>
      <input type="hidden" name="id" value={accountId} />
      {answer && !answer.ok ? (
        <p role="alert" className="result-text text-error">
          {failures[answer.code]}
        </p>
      ) : null}
      {answer?.ok ? (
        <p role="status" className="text-xs">
          <a href={answer.url} target="_blank" rel="noreferrer" className="staff-text-link">
            {texts.open}
          </a>
          <span className="block text-2xs muted">{texts.note}</span>
        </p>
      ) : (
        <button type="submit" className="btn btn-sm btn-line">
          <Icon of="ArrowUpRight" className="size-3.5" />
          {texts.make}
        </button>
      )}
    </form>
  );
}
