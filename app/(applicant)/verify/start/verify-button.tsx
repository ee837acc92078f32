"use client";

import type { Stripe, VerificationSessionResult } from "@stripe/stripe-js";
import { useRouter } from "next/navigation";
import { type ReactNode, type SubmitEvent, useRef, useState, useTransition } from "react";
import { Button } from "@/app/_ui/button";
import { inTenSeconds, openStripe } from "@/app/(applicant)/stripe-js";
import type { StartResult } from "@/lib/verification/schema";
import { countPress } from "./count-press";

/** What a press came to: as the data layer's start answers it, or why there was none. */
type Started = Extract<StartResult, { ok: true }> | { ok: false; code: string };

/** Whether a frame shows that a person could work in; those in which Stripe.js works unseen have no size. */
const modalShows = () =>
  [...document.querySelectorAll("iframe")].some((frame) => frame.checkVisibility() && frame.clientHeight > 100);

/** How the modal ended; null when it could not be opened: it failed, or nothing of it shows after ten seconds. */
async function runModal(stripe: Stripe, clientSecret: string): Promise<VerificationSessionResult | null> {
  const ended = Promise.resolve(clientSecret)
    .then((secret) => stripe.verifyIdentity(secret))
    .catch(() => null);
  return Promise.race([ended, inTenSeconds(() => (modalShows() ? ended : null))]);
}

/**
 * The start: opens Stripe's modal over the page; goes to Stripe's hosted page where Stripe.js or its modal fails, where
 * there is no script at all (the form posts and is answered 303), or where the person chooses it, which they may while
 * the modal is on its way. `agree`: the press is also
 * the consent to the text on this screen. `home`: the page that says what a press came to; at `submitted` below it what was
 * submitted is waited for. `children` stand between the two buttons; others among them keep their own action.
 */
export function VerifyButton({
  start: begin,
  startByForm,
  home,
  label,
  hostedLabel,
  agree = false,
  publishableKey,
  emulator,
  children,
}: {
  /** The server action of a press. */
  start: (input: { entry: "modal" | "hosted"; agree: boolean }) => Promise<Started>;
  /** The same without script. */
  startByForm: (form: FormData) => Promise<void>;
  home: string;
  label: string;
  hostedLabel: string;
  agree?: boolean;
  publishableKey: string;
  emulator: string | null;
  children?: ReactNode;
}) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [pressedEntry, setPressedEntry] = useState<"modal" | "hosted">("modal");
  const presses = useRef(0);

  const start = (event: SubmitEvent<HTMLFormElement>) => {
    const pressed = event.nativeEvent.submitter;
    const press = countPress(presses, pressed instanceof HTMLButtonElement ? pressed : null);
    if (!press) return;
    event.preventDefault();
    const { entry, overtaken } = press;
    setPressedEntry(entry);

    startTransition(async () => {
      const started = await begin({ entry, agree });
      if (overtaken()) return;
      if (!started.ok) return router.replace(`${home}?refused=${started.code}`);
      if (started.entry === "hosted") return window.location.assign(started.url);

      const stripe = await openStripe(publishableKey, emulator);
      if (overtaken()) return;
      const ended = stripe && (await runModal(stripe, started.clientSecret));
      if (overtaken()) return;
      if (!ended) return window.location.assign(started.url);

      if (ended.error) router.replace(`${home}?ended=${encodeURIComponent(ended.error.code ?? "unknown")}`);
      else router.push(`${home}/submitted`);
    });
  };

  return (
    <form action={startByForm} onSubmit={start} className="flex flex-col">
      {agree && <input type="hidden" name="agree" value="yes" />}
      <Button type="submit" name="entry" value="modal" disabled={pending}>
        {pending && <span className="loading loading-spinner size-5" aria-hidden="true" />}
        {label}
      </Button>
      {children}
      <button
        type="submit"
        name="entry"
        value="hosted"
        disabled={pending && pressedEntry === "hosted"}
        className="muted min-h-11 cursor-pointer text-caption underline decoration-1 underline-offset-4 hover:text-base-content"
      >
        {hostedLabel}
      </button>
    </form>
  );
}
