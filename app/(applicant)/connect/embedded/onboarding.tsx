"use client";

import { useEffect, useRef, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import { Notice } from "@/app/_ui/notice";
import { openOnboardingAction } from "@/app/(applicant)/connect/actions";
import { openConnect } from "./connect-js";

/** Why Stripe's form is not there. `blocked`: its script did not come. `failed`: it came, and could not show the form. */
type Trouble = "blocked" | "failed" | "refused";

/** A trouble in words; what was refused has a text for each code. */
export type OnboardingTexts = {
  opening: string;
  blocked: { title: string; text: string };
  failed: { title: string; text: string };
  refused: Readonly<Record<string, { title: string; text: string }>>;
};

type State = { step: "opening" | "shown" } | { step: Trouble; code: string | null };

/**
 * Stripe's embedded onboarding. The secret that it opens with is asked of our server when it wants one, and stays between the two.
 * When the seller is done or leaves, the overview reads what is true.
 */
export function Onboarding({
  publishableKey,
  emulator,
  locale,
  texts,
}: {
  publishableKey: string;
  emulator: string | null;
  locale: string;
  texts: OnboardingTexts;
}) {
  const [state, setState] = useState<State>({ step: "opening" });
  const place = useRef<HTMLDivElement>(null);
  const begun = useRef(false);

  useEffect(() => {
    // React may run an effect twice; a session is opened once.
    if (begun.current) return;
    begun.current = true;

    const open = async () => {
      const first = await openOnboardingAction(null).catch(() => ({ ok: false as const, code: "stripe_unavailable" }));
      if (!first.ok) return setState({ step: "refused", code: first.code });
      let unused: string | null = first.clientSecret;
      const fetchClientSecret = async () => {
        const secret = unused;
        unused = null;
        if (secret !== null) return secret;
        const next = await openOnboardingAction(null);
        if (!next.ok) throw new Error(next.code);
        return next.clientSecret;
      };
      const connect = await openConnect({ publishableKey, emulator, locale, fetchClientSecret });
      if (!connect) return setState({ step: "blocked", code: null });
      const element = connect.create("account-onboarding");
      element.setOnLoaderStart(() => setState({ step: "shown" }));
      element.setOnLoadError(() => {
        element.remove();
        setState({ step: "failed", code: null });
      });
      element.setCollectionOptions({ fields: "currently_due", futureRequirements: "include" });
      element.setOnExit(() => window.location.assign("/connect?stripe=back"));
      place.current?.replaceChildren(element);
    };
    void open();
  }, [publishableKey, emulator, locale]);

  const trouble = () => {
    switch (state.step) {
      case "blocked":
      case "failed":
        return texts[state.step];
      case "refused":
        return texts.refused[state.code ?? ""] ?? texts.failed;
      default:
        return null;
    }
  };
  const said = trouble();
  return (
    <>
      {state.step === "opening" && (
        <p className="muted mt-6 flex items-center gap-2.5 noscript:hidden" role="status">
          <span className="loading loading-spinner size-5" aria-hidden="true" />
          {texts.opening}
        </p>
      )}
      {said && (
        <div className="mt-6" role="alert">
          <Notice tone="warning" icon={<Icon of="CircleAlert" className="size-6" />} title={said.title}>
            {said.text}
          </Notice>
        </div>
      )}
      <div ref={place} className="mt-6 empty:hidden" />
    </>
  );
}
