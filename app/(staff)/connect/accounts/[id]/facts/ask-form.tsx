"use client";

import { useState } from "react";
import { ResultForm } from "@/app/(staff)/_ui/result-form";
import { askAgainAction } from "@/app/(staff)/connect/accounts/[id]/actions";
import type { AccountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";

/** The words of the form. `line` ends where the typed words begin. */
export type AskTexts = {
  label: string;
  hint: string;
  preview: string;
  subject: string;
  asks: string;
  line: string;
  submit: string;
};

/** Asks for a line of one's own and shows the mail with it; without script the mail is shown without the line. */
export function AskForm({
  accountId,
  most,
  texts,
  failures,
}: {
  accountId: string;
  most: number;
  texts: AskTexts;
  failures: AccountFailures;
}) {
  const [line, setLine] = useState("");
  return (
    <ResultForm action={askAgainAction} failures={failures} className="mt-3 flex flex-col gap-3">
      <input type="hidden" name="id" value={accountId} />
      <label className="flex flex-col gap-1">
        <span className="text-xs font-medium">{texts.label}</span>
        <textarea
          name="line"
          maxLength={most}
          rows={2}
          className="textarea w-full"
          value={line}
          onChange={(event) => setLine(event.target.value)}
        />
        <span className="text-2xs muted">{texts.hint}</span>
      </label>
      <section className="confirm-part" aria-label={texts.preview}>
        <h2 className="text-xs font-semibold">{texts.preview}</h2>
        <p className="mt-1 font-medium">{texts.subject}</p>
        <p className="mt-1">{texts.asks}</p>
        {line.trim() === "" ? null : (
          <p className="mt-1">
            {texts.line} “<bdi className="break-words">{line.trim()}</bdi>”
          </p>
        )}
      </section>
      <button type="submit" className="btn btn-primary self-start">
        {texts.submit}
      </button>
    </ResultForm>
  );
}
