import { expect, test } from "vitest";
import { refusedRequest } from "./page-request";

const id = "40cbdb7ba72914d9fe9db08492e2884e08e3f45228";
const form = () => {
  const fields = new FormData();
  fields.set(`$ACTION_ID_${id}`, "");
  return fields;
};
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  refusedRequest(
    new Request("http://localhost:3000/verify", {
      method: "POST",
      body,
      headers: { host: "localhost:3000", ...headers },
    }),
    64 * 1024,
  );
const call = { "next-action": id, "content-type": "text/plain;charset=UTF-8" };
const multipart = { "content-type": "multipart/form-data; boundary=----a" };

test("what our pages send goes on to them", async () => {
  expect(await post(form())).toBeNull();
  expect(await post("[]", call)).toBeNull();
});

test.each([
  ["a page that is no form's", { origin: "null" }],
  ["another site's", { origin: "https://another.example" }],
  ["an origin that is none", { origin: "x" }],
  ["our own, while a proxy names another host", { origin: "http://localhost:3000", "x-forwarded-host": "kyc.example" }],
])("%s is refused", async (_whose, headers) => {
  expect(await post(form(), headers)).toBe(403);
});

test("our own origin may send, also behind a proxy", async () => {
  expect(await post(form(), { origin: "http://localhost:3000" })).toBeNull();
  expect(await post(form(), { origin: "https://kyc.example", "x-forwarded-host": "kyc.example, inner" })).toBeNull();
});

test.each([
  ["{}", { "content-type": "application/json" }],
  ["a=b", { "content-type": "application/x-www-form-urlencoded" }],
  ["a=b", { "content-type": "application/x-www-form-urlencoded", "next-action": id }],
  ["[]", { "content-type": "text/plain" }],
  ["[]", { "content-type": "" }],
  ["", { "content-type": "Multipart/Form-Data; boundary=a" }],
])("%j as %j is no kind that a page takes", async (body, headers) => {
  expect(await post(body, headers)).toBe(415);
});

test.each([
  ["", multipart],
  ["text", multipart],
  ["------a\r\nContent-Dispo", multipart],
  ["------a--\r\n", { "content-type": "multipart/form-data" }],
  ["[]", { ...call, "next-action": "toString" }],
  ["text", call],
  ["5", call],
])("%j as %j cannot be read", async (body, headers) => {
  expect(await post(body, headers)).toBe(400);
});

test("more than 64 KB are refused, though nothing announces them", async () => {
  const inPieces = (bytes: number) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`["${"x".repeat(bytes)}"]`));
        controller.close();
      },
    });
  const ask = (bytes: number) => {
    // Node wants to be told that the answer may come before the body has been sent.
    const init = { method: "POST", body: inPieces(bytes), headers: call, duplex: "half" as const };
    return refusedRequest(new Request("http://localhost:3000/verify", init), 64 * 1024);
  };
  expect(await ask(64 * 1024 - 4)).toBeNull();
  expect(await ask(64 * 1024)).toBe(413);
});

test("a request that ends before its body is not waited for", async () => {
  const gone = new AbortController();
  const body = new ReadableStream({ pull: () => new Promise<void>(() => {}) });
  const init = { method: "POST", body, headers: call, duplex: "half" as const, signal: gone.signal };
  const refused = refusedRequest(new Request("http://localhost:3000/verify", init), 64 * 1024);
  gone.abort();
  expect(await refused).toBe(400);
});
