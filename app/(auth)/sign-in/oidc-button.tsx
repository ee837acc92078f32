"use client";

import { useState, useTransition } from "react";
import { Button } from "@/app/_ui/button";

/** Goes to the organisation's own sign-in. next-auth wants a POST with its CSRF token, which is fetched at the press. */
export function OidcButton({
  callbackPath,
  texts,
}: {
  callbackPath: string;
  texts: { label: string; failed: string };
}) {
  const [failed, setFailed] = useState(false);
  const [pending, startTransition] = useTransition();

  const go = () =>
    startTransition(async () => {
      const csrfToken = await fetch("/api/auth/csrf")
        .then((response) => response.json())
        .then((answer: { csrfToken: string }) => answer.csrfToken)
        .catch(() => null);
      if (csrfToken === null) return setFailed(true);

      const form = document.createElement("form");
      form.method = "post";
      form.action = "/api/auth/signin/oidc";
      for (const [name, value] of Object.entries({ csrfToken, callbackUrl: callbackPath })) {
        const input = document.createElement("input");
        input.type = "hidden";
        input.name = name;
        input.value = value;
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    });

  return (
    <div className="mt-4 flex flex-col gap-2">
      <Button type="button" look="second" disabled={pending} onClick={go}>
        {texts.label}
      </Button>
      {failed && (
        <p role="alert" className="font-medium text-error text-small">
          {texts.failed}
        </p>
      )}
    </div>
  );
}
