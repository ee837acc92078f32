import { expect, test } from "vitest";
import { type CaughtMail, detailPage, listPage } from "./mail-page.ts";

const mail: CaughtMail = {
  id: "m1",
  messageId: "<m1@northwind.test>",
  from: "verify@northwind.test",
  to: ["reviewer@demo.test"],
  subject: '<img src=x onerror="alert(1)">',
  text: "Sign in:\nhttp://localhost:3000/sign-in/confirm#a=1&b='2'\n<script>alert(1)</script>",
  html: "<script>alert(1)</script>",
  createdAt: "2026-01-02T03:04:05.678Z",
};

test("nothing in a mail becomes markup of the pages that show it", () => {
  for (const page of [listPage([mail]), detailPage(mail)]) {
    expect(page).not.toContain("<img");
    expect(page).not.toContain("<script");
  }
});

test("links in the text of a mail can be followed", () => {
  expect(detailPage(mail)).toContain('<a href="http://localhost:3000/sign-in/confirm#a=1&amp;b=&#39;2&#39;">');
});
