import type { APIRequestContext } from "@playwright/test";
import { hiddenFields } from "../../testkit/html-form.ts";

/**
 * Sends the form of a page that `holds` this text with these answers, as a browser without script does. Returns where the answer
 * leads, which must be what it `promises`: a refusal leads somewhere, too. For what a test needs and is not about: a window of the
 * browser computes ten times as long for it.
 */
export async function sendForm(
  request: APIRequestContext,
  path: string,
  holds: string,
  answers: Readonly<Record<string, string>>,
  promises: string,
): Promise<string> {
  const page = await request.get(path);
  const hidden = hiddenFields(await page.text(), holds);
  if (!hidden) throw new Error(`${path} answered ${page.status()} without the form`);
  const { origin } = new URL(page.url());
  const answer = await request.post(path, {
    multipart: { ...hidden, ...answers },
    headers: { origin },
    maxRedirects: 0,
  });
  const { location = "" } = answer.headers();
  if (!location.includes(promises)) throw new Error(`${path} answered the form with ${answer.status()} ${location}`);
  return location;
}
