"use client";

import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { Button } from "@/app/_ui/button";
import { useErrorTitle } from "@/app/_ui/error-title";
import { Field } from "@/app/_ui/field";
import { Actions } from "@/app/_ui/sheet";
import { setBankAccountAction } from "@/app/(applicant)/connect/actions";
import { type StripeKeys, toToken } from "@/app/(applicant)/connect/task-form/stripe-token";
import { type BankFormat, isKatakanaOrLatin, writeBankNumber } from "@/lib/connect/requirements/sellers";

const names = ["holder", "routing", "account"] as const;
type Name = (typeof names)[number];

/** Every word of the form. */
export type BankTexts = {
  holder: string;
  routing: string;
  account: string;
  /** What to write, by field. */
  hints: Readonly<Record<Name, string>>;
  send: string;
  missing: string;
  notKatakana: string;
  noStripe: string;
  noAnswer: string;
  refused: string;
  errorTitle: string;
};

/**
 * A bank account: its numbers go from this browser to Stripe, and only the token that stands for them comes to us. Fields have
 * no names in HTML, so nothing is sent before script runs.
 */
export function BankForm({
  texts,
  press,
  country,
  bank: { currency, routing, hyphenAfter, holder },
  holderType,
  stripe,
}: {
  texts: BankTexts;
  press: string;
  country: string;
  bank: BankFormat;
  holderType: "individual" | "company";
  stripe: StripeKeys;
}) {
  const router = useRouter();
  const [problems, setProblems] = useState<Partial<Record<Name, string>>>({});
  const [working, setWorking] = useState(false);
  useErrorTitle(Object.keys(problems).length > 0, texts.errorTitle);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (working) return;
    const form = event.currentTarget;
    const asked = names.filter((name) => name !== "routing" || routing !== null);
    const textOf = (name: Name) => form.querySelector<HTMLInputElement>(`#bank-${name}`)?.value.trim() ?? "";
    const show = (found: Partial<Record<Name, string>>) => {
      setProblems(found);
      setWorking(false);
      const first = asked.find((name) => found[name]);
      if (first) form.querySelector<HTMLInputElement>(`#bank-${first}`)?.focus();
    };
    const empty = asked.filter((name) => textOf(name) === "");
    if (empty.length > 0) return show(Object.fromEntries(empty.map((name) => [name, texts.missing])));
    if (holder === "katakana_or_latin" && !isKatakanaOrLatin(textOf("holder"))) {
      return show({ holder: texts.notKatakana });
    }

    setWorking(true);
    setProblems({});
    const token = await toToken(stripe, (js) =>
      js.createToken("bank_account", {
        country,
        currency,
        account_holder_name: textOf("holder"),
        account_holder_type: holderType,
        account_number: writeBankNumber(textOf("account")),
        ...(routing !== null && { routing_number: writeBankNumber(textOf("routing"), hyphenAfter) }),
      }),
    );
    if (!token.ok) return show({ account: token.sentence === null ? texts.noStripe : texts.refused });
    const set = await setBankAccountAction({ press, token: token.id }).catch(() => null);
    if (!set) return show({ account: texts.noAnswer });
    if (set.ok) router.push("/connect?done=bank");
    else if (set.code === "field") show({ account: texts.refused });
    else router.push(`/connect/tasks/bank?refused=${set.code}`);
    setWorking(false);
  };

  const field = (name: Name, label: string, autoComplete = "off") => (
    <Field
      id={`bank-${name}`}
      label={label}
      hint={texts.hints[name]}
      error={problems[name] ?? null}
      autoComplete={autoComplete}
      maxLength={100}
      {...(name !== "holder" && { dir: "ltr" as const, spellCheck: false })}
      {...(name !== "holder" && routing !== null && { inputMode: "numeric" as const })}
    />
  );

  return (
    <form onSubmit={submit} className="bank-form" noValidate>
      {field("holder", texts.holder, "name")}
      {routing !== null && field("routing", texts.routing)}
      {field("account", texts.account)}
      <Actions>
        <Button type="submit" aria-disabled={working}>
          {working && <span className="loading loading-spinner size-5" aria-hidden="true" />}
          {texts.send}
        </Button>
      </Actions>
    </form>
  );
}
