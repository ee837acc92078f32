import type { Locale } from "@/i18n/locales";
import type { Messages } from "@/i18n/messages";

// Makes next-intl know our languages, our keys and each text's parameters: what is wrong in a call does not compile.
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
