import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { POST as signIn } from "@/app/api/auth/[...nextauth]/route";
import { POST as webhook } from "@/app/api/stripe/webhook/route";

/** A body that ends as a connection does: in the middle. */
const brokenOff = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("half"));
      controller.error(new Error("aborted"));
    },
  });
const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) });

// Node wants to be told that the answer may come before the body has been sent.
const post = (body: ReadableStream) => ({ method: "POST", body, duplex: "half" as const });
const form = { origin: "http://localhost:3000", "content-type": "application/x-www-form-urlencoded" };
const routes = {
  webhook: (body: ReadableStream) => webhook(new Request("http://localhost:3000/api/stripe/webhook", post(body))),
  "sign-in": (body: ReadableStream) =>
    signIn(new NextRequest("http://localhost:3000/api/auth/callback/email", { ...post(body), headers: form }), {
      params: Promise.resolve({ nextauth: ["callback", "email"] }),
    }),
};

test.each(Object.entries(routes))(
  "the %s route reads no more than its limit of a body without end",
  async (_name, ask) => {
    expect((await ask(endless())).status).toBe(413);
  },
);

test.each(Object.entries(routes))(
  "the %s route answers a body that broke off, and throws nothing",
  async (_name, ask) => {
    expect((await ask(brokenOff())).status).toBe(408);
  },
);
