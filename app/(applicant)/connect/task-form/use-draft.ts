"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** How long nobody has typed before what stands there is kept. */
const quietMs = 1_000;

/** Texts of a form by name, without those that are never kept: hidden ones, files, and numbers that go to Stripe. */
function textsOf(form: HTMLFormElement): Record<string, string> {
  const secret = new Set([...form.querySelectorAll<HTMLInputElement>("[data-secret]")].map(({ name }) => name));
  const hidden = new Set([...form.querySelectorAll<HTMLInputElement>("input[type=hidden]")].map(({ name }) => name));
  return Object.fromEntries(
    [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === "string" && !secret.has(name) && !hidden.has(name) ? [[name, value]] : [],
    ),
  );
}

/** The form as the server sent it, with nothing typed. */
function asItCame(form: HTMLFormElement): HTMLFormElement {
  // A cast, because a form's copy is a form.
  const copy = form.cloneNode(true) as HTMLFormElement;
  copy.reset();
  return copy;
}

/**
 * Keeps what is typed into a form: when a field is left, when the page is, and once nobody types. One save at a time; what was typed
 * meanwhile is in the next. Returns whether what stands there is kept, and `stop`, after which nothing is, as the form is sent.
 */
export function useDraft(
  form: RefObject<HTMLFormElement | null>,
  save: ((values: Record<string, string>) => Promise<boolean>) | null,
): { saved: boolean; stop: () => void; resume: () => void } {
  const [saved, setSaved] = useState(false);
  const stopped = useRef(false);
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  const resume = useCallback(() => {
    stopped.current = false;
  }, []);

  useEffect(() => {
    const element = form.current;
    if (!element || !save) return;
    let held = JSON.stringify(textsOf(asItCame(element)));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let isKept = false;

    const keep = async () => {
      clearTimeout(timer);
      const values = textsOf(element);
      const text = JSON.stringify(values);
      if (busy || stopped.current) return;
      // Nothing but what is never kept was typed since.
      if (text === held) return setSaved(isKept);
      busy = true;
      const kept = await save(values).catch(() => false);
      busy = false;
      if (!kept) return;
      held = text;
      isKept = true;
      // Says that it is kept, or keeps what was typed meanwhile.
      await keep();
    };
    const typed = () => {
      setSaved(false);
      clearTimeout(timer);
      timer = setTimeout(keep, quietMs);
    };
    const hidden = () => document.visibilityState === "hidden" && keep();

    element.addEventListener("input", typed);
    element.addEventListener("focusout", keep);
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", keep);
    // What was typed before this script ran.
    void keep();
    return () => {
      clearTimeout(timer);
      element.removeEventListener("input", typed);
      element.removeEventListener("focusout", keep);
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", keep);
    };
  }, [form, save]);

  return { saved, stop, resume };
}
