import { request } from "node:http";
import { hiddenFields } from "../../testkit/html-form.ts";
import { cookieOf, type Person } from "../../testkit/people.ts";
import type { Environment } from "./environment.ts";

/** A form as a page without script holds it. */
export type Form = { address: string; fields: Record<string, string> };

/** What came of a press: the status, and where to. */
export type Pressed = { status: number; location: string };

/** Opens a page as a browser without script does. */
export async function openPage(
  environment: Environment,
  person: Person | null,
  path: string,
): Promise<{ status: number; html: string }> {
  const page = await fetch(`${environment.appUrl}${path}`, {
    headers: headersOf(environment, person),
    redirect: "manual",
    signal: AbortSignal.timeout(60_000), // what hangs is a failure, and not the end of the run
  });
  return { status: page.status, html: await page.text() };
}

/** The form on a page that `holds` this text. Throws when the page or the form is not there. */
export async function openForm(
  environment: Environment,
  person: Person | null,
  path: string,
  holds: string,
): Promise<Form> {
  const { status, html } = await openPage(environment, person, path);
  const fields = hiddenFields(html, holds);
  if (!fields) throw new Error(`${path.split("?")[0]} answered ${status} without the form`);
  return { address: `${environment.appUrl}${path}`, fields };
}

/** Posts a form as a browser without script does. */
export async function press(
  environment: Environment,
  person: Person | null,
  form: Form,
  fields: Record<string, string>,
): Promise<Pressed> {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...form.fields, ...fields })) body.append(name, value);
  const encoded = new Response(body);
  const bytes = Buffer.from(await encoded.arrayBuffer());
  const type = encoded.headers.get("content-type") ?? "";
  // Not fetch: it would open a few connections only, and wait in line with the rest.
  return new Promise((resolve, reject) => {
    const headers = { ...headersOf(environment, person), "content-type": type, "content-length": bytes.length };
    const sent = request(form.address, { method: "POST", agent: false, headers }, (response) => {
      response.resume();
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? "" }),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(bytes);
  });
}

/** The consent form, whose press opens Stripe's page. */
export const openStart = (environment: Environment, person: Person): Promise<Form> =>
  openForm(environment, person, "/verify?step=consent", 'name="agree"');

/** Presses start once; true when the answer leads to Stripe's page. */
export async function pressStart(environment: Environment, person: Person, form: Form): Promise<boolean> {
  const { location } = await press(environment, person, form, { entry: "hosted" });
  return location.includes("/start/");
}

function headersOf(environment: Environment, person: Person | null): Record<string, string> {
  return { origin: environment.appUrl, ...cookieOf(person?.token) };
}
