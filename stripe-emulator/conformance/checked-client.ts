import Stripe from "stripe";
import { type Answer, operationOf, problemsOf } from "./openapi.ts";

type HttpClient = Stripe.HttpClient;
type MakeRequest = HttpClient["makeRequest"];

/** What came back so far: operations that succeeded, and every difference from the OpenAPI document. */
export type Findings = { succeeded: Set<string>; problems: string[] };

/**
 * The SDK's own HTTP client, with an eye on each answer: it changes nothing, and notes in `findings` where an answer
 * differs from what the OpenAPI document describes for that call and its `expand`.
 */
export function checkedHttpClient(findings: Findings): HttpClient {
  const client = Stripe.createNodeHttpClient();
  const makeRequest: MakeRequest = async (...request) => {
    const [, , path, method, headers, data] = request;
    const response = await client.makeRequest(...request);
    const readJson = response.toJSON.bind(response);
    response.toJSON = async () => {
      const body: unknown = await readJson();
      const isForm = String(new Map(Object.entries(headers)).get("Content-Type")).includes("urlencoded");
      noteAnswer(findings, { method, path, form: isForm ? data : "", status: response.getStatusCode(), body });
      return body;
    };
    return response;
  };
  return { getClientName: () => client.getClientName(), makeRequest };
}

/** Notes an answer that came some other way than through the SDK. `path` includes the query. */
export function noteAnswer(
  findings: Findings,
  { form, path, ...answer }: Omit<Answer, "expand"> & { form: string },
): void {
  const [bare = "", query = ""] = path.split("?");
  const parameters = [...new URLSearchParams(query), ...new URLSearchParams(form ?? "")];
  const expand = parameters.filter(([name]) => /^expand\[\d*\]$/.test(name)).map(([, value]) => value);
  const operation = operationOf(answer.method, bare);
  if (operation && answer.status === 200) findings.succeeded.add(operation);
  findings.problems.push(...problemsOf({ ...answer, path: bare, expand }));
}
