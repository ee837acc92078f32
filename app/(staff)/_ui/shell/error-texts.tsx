"use client";

import { createContext, type ReactNode, use } from "react";

/** The words of the error page, which cannot fetch its own: it must work when the server does not. */
export type ErrorTexts = { title: string; text: string; reference: string; retry: string; back: string };

const Texts = createContext<ErrorTexts | null>(null);

/** Hands the error page its words ahead of time. */
export function ErrorTextsProvider({ texts, children }: { texts: ErrorTexts; children: ReactNode }) {
  return <Texts value={texts}>{children}</Texts>;
}

/** The words of the error page; null outside the staff shell. */
export const useErrorTexts = (): ErrorTexts | null => use(Texts);
