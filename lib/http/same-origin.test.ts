import { expect, test } from "vitest";
import { isFromOurPages, isSentByAnotherSite } from "@/lib/http/same-origin";

const app = "https://id.example.com";
const asked = (headers: Record<string, string>) => isFromOurPages(new Headers(headers), app);

test.each([{ origin: app }, { origin: app, "sec-fetch-site": "same-origin" }, { "sec-fetch-site": "same-origin" }])(
  "a form of ours is served: %j",
  (headers) => {
    expect(asked(headers)).toBe(true);
  },
);

test.each([
  {},
  { origin: "null" },
  { origin: "https://evil.example" },
  { origin: `${app}.evil.example` },
  { origin: "http://id.example.com" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site" },
  { origin: app, "sec-fetch-site": "cross-site" },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
])("a form of another site's, or of nobody's, is not: %j", (headers) => {
  expect(asked(headers)).toBe(false);
});

test.each([
  ["cross-site", true],
  ["same-site", true],
  ["anything", true],
  ["same-origin", false],
  ["none", false],
])("a visit that is %s was sent by another site: %j", (site, sent) => {
  expect(isSentByAnotherSite(new Headers({ "sec-fetch-site": site }))).toBe(sent);
});

test("a browser that does not say is not held against anybody", () => {
  expect(isSentByAnotherSite(new Headers())).toBe(false);
});
