"use client";

import { type SubmitEvent, startTransition, useActionState, useCallback, useEffect, useRef, useState } from "react";
import { Button, ButtonLink } from "@/app/_ui/button";
import { openHostedPageAction, saveDraftAction } from "@/app/(applicant)/connect/actions";
import type { FieldView } from "@/app/(applicant)/connect/field/field-view";
import { readNumber } from "@/lib/connect/requirements/numbers";
import { AnswerFields, AnswerForm } from "./answer-form";
import { ConfirmStep } from "./confirm-step";
import { type FormState, unsent } from "./form-state";
import { type StripeKeys, toToken } from "./stripe-token";
import { useDraft } from "./use-draft";

/** One of two ways as it is drawn. `elsewhere`: what of it no form takes, and what leads there, a page of ours or, with `href` null, Stripe's; null: all is typed here. */
export type WayView = {
  label: string;
  fields: FieldView[];
  elsewhere: { text: string; button: string; href: string | null } | null;
};

/** A form as it is drawn. */
export type FormView = {
  groups: { title: string; fields: FieldView[] }[];
  choices: { name: string; title: string; text: string; either: WayView; or: WayView }[];
  /** Boxes at the foot: under a name, what is agreed to by them. */
  boxes: { name: string; label: string }[];
};

/** The second step of a form: its words, and what is agreed to in it. */
export type ConfirmView = { title: string; edit: string; send: string; boxes: FormView["boxes"] };

/** Every word of the form around its fields. */
export type FormTexts = {
  send: string;
  optional: string;
  /** Before the page's title while something is wrong. */
  errorTitle: string;
  noToken: string;
  wrongNumber: string;
};

/** Whether a legend would only repeat the label under it. */
const isSole = (title: string, [first, ...others]: FieldView[]) => others.length === 0 && first?.label === title;

/** The name of buttons that lead to Stripe's page: they have an action of their own. */
const hostedButton = "hosted";

/** The fields that go to Stripe as a token: what is typed in them, and whether it is of a way that was not chosen. */
const secretsOf = (form: HTMLFormElement) =>
  [...form.querySelectorAll<HTMLInputElement>("input[data-token]")]
    .filter(({ value }) => value.trim() !== "")
    .map((input) => ({
      ...{ name: input.name, value: input.value, kind: input.dataset.token },
      unchosen:
        input.closest(".way")?.querySelector<HTMLInputElement>(":scope > .choice-card > input")?.checked === false,
    }));

/**
 * The form of one task: sent as a whole, with script and without. With script, official numbers are given to Stripe by this
 * browser first, and what is sent is a token; nothing that is typed is lost when an answer is wrong.
 */
export function TaskForm({
  view,
  initial = unsent.values,
  draft = null,
  confirm = null,
  hidden,
  texts,
  action,
  stripe,
  country,
  testMode,
}: {
  view: FormView;
  /** What stands in its fields at first, by name. */
  initial?: FormState["values"];
  /** What is said once what was typed is kept as a draft of this task; null: it is not kept. */
  draft?: string | null;
  /** The second step, where what is typed is confirmed before it is sent; null: there is none. */
  confirm?: ConfirmView | null;
  /** What is sent beside the fields. */
  hidden: Readonly<Record<string, string>>;
  texts: FormTexts;
  action: (state: FormState, form: FormData) => Promise<FormState>;
  stripe: StripeKeys;
  country: string;
  testMode: boolean;
}) {
  const [answered, send, pending] = useActionState(action, { ...unsent, values: initial });
  const [own, setOwn] = useState<FormState | null>(null);
  const [working, setWorking] = useState(false);
  const state = own ?? answered;
  const form = useRef<HTMLFormElement>(null);
  const { task, person } = hidden;
  const save = useCallback(
    (values: Record<string, string>) => saveDraftAction({ task, person: person || null, values }),
    [task, person],
  );
  const { saved, stop, resume } = useDraft(form, draft === null ? null : save);
  // What came back with a problem is typed on.
  useEffect(() => {
    if (answered.refused || Object.keys(answered.problems).length > 0) resume();
  }, [answered, resume]);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    const pressed = event.nativeEvent.submitter;
    if (pressed instanceof HTMLButtonElement && pressed.name === hostedButton) return;
    event.preventDefault();
    if (working || pending) return;
    const sent = new FormData(event.currentTarget, pressed);
    const secrets = secretsOf(event.currentTarget);
    setWorking(true);
    const problems: Record<string, string> = {};
    for (const { name, value, kind, unchosen } of secrets) {
      if (unchosen) {
        sent.delete(name);
        continue;
      }
      // Stripe gives a token for anything, so the form of a number is looked at before.
      const number = kind === "id_number" ? readNumber(kind, value, country, testMode) : value.trim();
      if (number === null) {
        problems[name] = texts.wrongNumber;
        continue;
      }
      const made = await toToken(stripe, (js) => js.createToken("pii", { personal_id_number: number }));
      if (made.ok) sent.set(name, made.id);
      else problems[name] = made.sentence ?? texts.noToken;
    }
    setWorking(false);
    if (Object.keys(problems).length > 0) {
      setOwn({ ...state, problems, refused: null });
      return;
    }
    setOwn(null);
    stop();
    startTransition(() => send(sent));
  };

  const fields = (views: FieldView[]) => <AnswerFields views={views} state={state} optional={texts.optional} />;
  const way = (name: string, value: "either" | "or", { label, fields: views, elsewhere }: WayView) => (
    <div className="way">
      <label className="choice-card">
        <input
          type="radio"
          name={name}
          value={value}
          defaultChecked={state.values[name] === value}
          aria-invalid={state.problems[name] ? true : undefined}
          aria-describedby={state.problems[name] ? `${name}-error` : undefined}
        />
        <span className="font-semibold">{label}</span>
      </label>
      <div className="way-content">
        {fields(views)}
        {elsewhere && (
          <>
            <p className="muted mb-3 text-small">{elsewhere.text}</p>
            {elsewhere.href === null ? (
              <Button type="submit" look="line" name={hostedButton} formAction={openHostedPageAction}>
                {elsewhere.button}
              </Button>
            ) : (
              <ButtonLink look="line" href={elsewhere.href}>
                {elsewhere.button}
              </ButtonLink>
            )}
          </>
        )}
      </div>
    </div>
  );

  const boxes = (shown: FormView["boxes"]) =>
    shown.map(({ name, label }) => (
      <div key={name}>
        <label className="choice-card">
          <input
            type="checkbox"
            name={name}
            value="yes"
            defaultChecked={state.values[name] === "yes"}
            aria-invalid={state.problems[name] ? true : undefined}
            aria-describedby={state.problems[name] ? `${name}-error` : undefined}
          />
          <span>{label}</span>
        </label>
        {state.problems[name] && (
          <p id={`${name}-error`} className="mt-1.5 font-medium text-error text-small">
            {state.problems[name]}
          </p>
        )}
      </div>
    ));

  if (confirm && state.confirm) {
    const asked = new Set(confirm.boxes.map(({ name }) => name));
    const carried = Object.entries(state.values).filter(([name]) => !asked.has(name));
    // A number that was typed where no script runs is shown to nobody again, so it is typed here.
    const untold = view.groups
      .flatMap(({ fields: views }) => views)
      .filter(({ kind, name }) => kind === "secret" && !state.values[name]);
    return (
      <AnswerForm
        key="confirm"
        state={state}
        hidden={{ ...Object.fromEntries(carried), ...hidden, confirmed: "yes" }}
        texts={{ ...texts, send: confirm.send }}
        busy={working || pending}
        action={send}
        onSubmit={submit}
      >
        <ConfirmStep rows={state.confirm} texts={confirm} />
        {untold.length > 0 && fields(untold)}
        {boxes(confirm.boxes)}
      </AnswerForm>
    );
  }

  return (
    <AnswerForm {...{ state, hidden, texts }} busy={working || pending} action={send} onSubmit={submit} formRef={form}>
      {view.groups.map(({ title, fields: views }, index) => {
        // Two addresses have fields of the same names: the group says of which a field is.
        const titled = isSole(title, views) ? null : `group-${index}`;
        return (
          <fieldset key={title} className="flex min-w-0 flex-col gap-3.5" aria-labelledby={titled ?? undefined}>
            {titled && (
              <h2 id={titled} className="font-semibold text-lead">
                {title}
              </h2>
            )}
            {fields(views)}
          </fieldset>
        );
      })}
      {view.choices.map(({ name, title, text, either, or }) => (
        <fieldset key={name} className="ways flex min-w-0 flex-col gap-2.5">
          <legend className="font-semibold text-lead">{title}</legend>
          <p className="ways-unchosen muted text-small">{text}</p>
          {way(name, "either", either)}
          {way(name, "or", or)}
          {state.problems[name] && (
            <p id={`${name}-error`} className="font-medium text-error text-small">
              {state.problems[name]}
            </p>
          )}
        </fieldset>
      ))}
      {boxes(view.boxes)}
      {draft !== null && (
        <p role="status" className="muted min-h-5 text-center text-small">
          {saved && draft}
        </p>
      )}
    </AnswerForm>
  );
}
