import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { FileError, readFilePart } from "@/lib/http/file-part";

const boundary = "----WebKitFormBoundaryx1";
const type = `multipart/form-data; boundary=${boundary}`;
const formOf = (content: Buffer, end = `\r\n--${boundary}--\r\n`) =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
    ),
    content,
    Buffer.from(end),
  ]);

/** A request whose body comes in pieces of this many bytes, and whose length may be another than it says. */
const requestOf = (body: Buffer, { pieces = 1_000, length = body.length, contentType = type, breaks = false } = {}) => {
  let at = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at < body.length) controller.enqueue(new Uint8Array(body.subarray(at, at + pieces)));
      else if (breaks) controller.error(new Error("aborted"));
      else controller.close();
      at += pieces;
    },
  });
  const headers = new Headers({ "content-type": contentType, "content-length": String(length) });
  return { headers, body: stream };
};

const read = async (request: ReturnType<typeof requestOf>, maxBytes = 1_000_000) => {
  const { size, chunks } = await readFilePart(request, maxBytes);
  const content = Buffer.concat(await Array.fromAsync(chunks));
  return { size, content };
};

test.each([1, 7, 64, 100_000])("a file in pieces of %i bytes is what was sent, whatever it holds", async (pieces) => {
  const content = Buffer.concat([randomBytes(700), Buffer.from(`\r\n\r\n--${boundary}\r\n\r\n`), randomBytes(300)]);
  const got = await read(requestOf(formOf(content), { pieces }));
  expect(got.size).toBe(content.length);
  expect(got.content).toEqual(content);
});

test("a form in which no file was chosen has one without content", async () => {
  expect((await read(requestOf(formOf(Buffer.alloc(0))))).size).toBe(0);
});

const failing = async (request: ReturnType<typeof requestOf>, maxBytes?: number) => {
  const error = await read(request, maxBytes).catch((thrown: unknown) => thrown);
  return error instanceof FileError ? error.code : error;
};
const form = formOf(randomBytes(5_000));

test.each([
  ["a body that ends too early", requestOf(form.subarray(0, 3_000), { length: form.length }), "cut_off"],
  ["a connection that breaks", requestOf(form.subarray(0, 3_000), { length: form.length, breaks: true }), "cut_off"],
  ["one that breaks in the head", requestOf(form.subarray(0, 40), { length: form.length, breaks: true }), "cut_off"],
  [
    "a form with a field after the file",
    requestOf(formOf(randomBytes(99), `\r\n--${boundary}\r\n\r\nx`)),
    "not_a_form",
  ],
  [
    "a form whose first part is no file",
    requestOf(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--\r\n`)),
    "not_a_form",
  ],
  ["a head without end", requestOf(randomBytes(20_000).fill("a")), "not_a_form"],
  ["what is no form", requestOf(form, { contentType: "image/jpeg" }), "not_a_form"],
  ["a form without boundary", requestOf(form, { contentType: "multipart/form-data" }), "not_a_form"],
  ["a body without length", requestOf(form, { length: Number.NaN }), "no_length"],
])("%s is refused", async (_what, request, code) => {
  expect(await failing(request)).toBe(code);
});

test("a body that says it is too long is refused before it is read", async () => {
  const request = requestOf(form);
  expect(await failing(request, form.length - 1)).toBe("too_large");
  expect(request.body.locked).toBe(false);
});
