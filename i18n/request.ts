import { headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { messagesOf } from "./messages";
import { askedBy, localeOf } from "./negotiate";

/** The language of a request and its messages. Moments are shown in UTC, until script knows the reader's own time. */
export default getRequestConfig(async () => {
  const locale = localeOf(askedBy(await headers()));
  return { locale, messages: await messagesOf(locale), timeZone: "UTC" };
});
