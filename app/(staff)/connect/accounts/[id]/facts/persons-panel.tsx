"use client";

import { useActionState, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import { Masked } from "@/app/(staff)/_ui/masked";
import { revealPersonsAction } from "@/app/(staff)/connect/accounts/[id]/actions";
import type { AccountFailures } from "@/app/(staff)/connect/accounts/[id]/result-texts";
import { personName } from "@/lib/person-name";

/** A person as the row is drawn, without what is personal. */
export type PersonLine = {
  id: string;
  number: string;
  roles: string;
  owns: string;
  verification: string;
  verified: boolean;
  codes: string[];
  owes: string;
};

/** The words of the panel. */
export type PersonsTexts = {
  title: string;
  none: string;
  columns: { name: string; roles: string; owns: string; verification: string; owes: string };
  masked: string;
  show: string;
  showing: string;
  note: string;
  hide: string;
  why: string;
  submit: string;
  payouts: string;
  reasons: { reason: string; label: string }[];
};

const formId = "ask-persons";

/**
 * Who stands behind the account. Names are closed until somebody says why they must see them; then they live in this
 * component's state, and go with it.
 */
export function PersonsPanel({
  accountId,
  persons,
  mayReveal,
  texts,
  failures,
}: {
  accountId: string;
  persons: PersonLine[];
  mayReveal: boolean;
  texts: PersonsTexts;
  failures: AccountFailures;
}) {
  const [answer, submit, pending] = useActionState(revealPersonsAction, null);
  const [hidden, setHidden] = useState<typeof answer>(null);
  const open = answer?.ok && answer !== hidden ? answer : null;
  const { columns } = texts;

  return (
    <section className="panel" aria-labelledby="persons">
      <h2 id="persons" className="panel-head">
        {texts.title}
      </h2>
      {persons.length === 0 ? <p className="p-3 text-xs muted">{texts.none}</p> : null}
      {persons.length > 0 ? (
        <div className="overflow-x-auto">
          <table className="facts-table">
            <thead>
              <tr>
                <th scope="col">{columns.name}</th>
                <th scope="col">{columns.roles}</th>
                <th scope="col">{columns.owns}</th>
                <th scope="col">{columns.verification}</th>
                <th scope="col">{columns.owes}</th>
              </tr>
            </thead>
            <tbody>
              {persons.map((person) => {
                const shown = open?.persons.find(({ id }) => id === person.id);
                return (
                  <tr key={person.id}>
                    <td title={person.id}>
                      <span className="muted">{person.number}</span>{" "}
                      {shown ? (
                        <>
                          <bdi className="font-medium">{personName(shown)}</bdi>
                          <bdi className="block text-2xs muted">
                            {[shown.title, shown.email].filter(Boolean).join(" · ")}
                          </bdi>
                        </>
                      ) : (
                        <Masked label={texts.masked} />
                      )}
                    </td>
                    <td>{person.roles}</td>
                    <td className="num">{person.owns}</td>
                    <td>
                      <span className="inline-flex items-center gap-1.5">
                        <Icon
                          of={person.verified ? "CircleCheck" : "CircleAlert"}
                          className={`size-3.5 ${person.verified ? "text-success" : "text-warning"}`}
                        />
                        {person.verification}
                      </span>
                      {person.codes.map((code) => (
                        <bdi key={code} className="code block muted">
                          {code}
                        </bdi>
                      ))}
                    </td>
                    <td className="num">{person.owes}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      ) : null}
      {open && open.payoutAccounts.length > 0 ? (
        <p className="panel-note">
          {texts.payouts}{" "}
          {open.payoutAccounts.map(({ bankName, last4, currency }) => (
            <bdi key={`${bankName} ${last4}`} className="me-2">
              {[bankName, last4 && `•••• ${last4}`, currency?.toUpperCase()].filter(Boolean).join(" · ")}
            </bdi>
          ))}
        </p>
      ) : null}
      {mayReveal && persons.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2 px-3 py-2 text-xs">
          {answer && !answer.ok ? (
            <p role="alert" className="result-text text-error">
              {failures[answer.code]}
            </p>
          ) : null}
          {open ? (
            <button type="button" className="btn btn-sm btn-line" onClick={() => setHidden(open)}>
              {texts.hide}
            </button>
          ) : (
            <button type="button" className="btn btn-sm btn-line" popoverTarget={formId} aria-busy={pending}>
              <Icon of="Eye" className="size-3.5" />
              {pending ? texts.showing : texts.show}
            </button>
          )}
          <span className="muted">{texts.note}</span>
          <section id={formId} popover="auto" className="staff-popover ask" aria-label={texts.show}>
            <form
              action={submit}
              onSubmit={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover?.()}
            >
              <input type="hidden" name="id" value={accountId} />
              <fieldset className="flex flex-col gap-1.5">
                <legend className="mb-1 text-xs font-medium">{texts.why}</legend>
                {texts.reasons.map(({ reason, label }) => (
                  <label key={reason} className="ask-reason">
                    <input type="radio" name="reason" value={reason} required className="ask-radio" />
                    <span className="font-medium">{label}</span>
                  </label>
                ))}
              </fieldset>
              <button type="submit" className="btn btn-sm btn-primary mt-3">
                {texts.submit}
              </button>
            </form>
          </section>
        </div>
      ) : null}
    </section>
  );
}
