import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "next-intl";
import type { Locale } from "@/i18n/locales";
import { type Messages, messagesOf } from "@/i18n/messages";

/** What writes the texts of a namespace: what `getTranslations` gives a page, for what it hands that to. */
export type Texts<Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>> = ReturnType<
  typeof createTranslator<Messages, Namespace>
>;

/**
 * The texts of a namespace in a language, where there is no request: in commands and jobs. A text that cannot be written is
 * its own path; `onError` is told, else the console.
 */
export const translatorOf = async <const Namespace extends keyof Messages>(
  locale: Locale,
  namespace: Namespace,
  onError?: (error: Error) => void,
) =>
  createTranslator<Messages, Namespace>({
    ...{ locale, messages: await messagesOf(locale), namespace },
    ...(onError ? { onError } : {}),
  });
