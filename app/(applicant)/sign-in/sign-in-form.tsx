"use client";

import { useActionState } from "react";
import { Field } from "@/app/_ui/field";
import { SubmitButton } from "@/app/_ui/submit-button";
import { type LinkRequest, requestLinkAction } from "./actions";

/** One field, one button. `failures` words each reason why no link was mailed. Works without script. */
export function SignInForm({
  callbackPath,
  texts,
  failures,
}: {
  callbackPath: string;
  texts: { email: string; send: string };
  failures: Record<NonNullable<LinkRequest["failure"]>, string>;
}) {
  const [request, action] = useActionState(requestLinkAction, { failure: null, email: "" });

  return (
    <form action={action} className="mt-5 flex flex-col gap-4">
      <input type="hidden" name="callbackUrl" value={callbackPath} />
      <Field
        id="email"
        name="email"
        type="email"
        label={texts.email}
        error={request.failure && failures[request.failure]}
        defaultValue={request.email}
        autoComplete="email"
        dir="ltr"
        maxLength={254}
        required
        autoFocus
      />
      <SubmitButton>{texts.send}</SubmitButton>
    </form>
  );
}
