"use client";

import { useState, useTransition } from "react";
import { Button } from "@/app/_ui/button";

/** Where the organisation's own sign-in begins; next-auth wants a POST with its CSRF token. Null when it cannot be reached. */
async function beginSignIn(callbackUrl: string): Promise<string | null> {
  try {
    // The answers of next-auth's own routes (its REST API, /csrf and /signin/:provider).
    const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken, callbackUrl, json: "true" });
    const answer = await fetch("/api/auth/signin/oidc", { method: "POST", body });
    const { url } = (await answer.json()) as { url?: string };
    return answer.ok ? (url ?? null) : null;
  } catch {
    return null;
  }
}

/** Goes to the organisation's own sign-in. Not by a form, whose way to another site the content security policy forbids. */
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
      const url = await beginSignIn(callbackPath);
      if (url === null) return setFailed(true);
      window.location.assign(url);
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
