import { expect, test } from "vitest";
import { requestContext, wantedPathHeader } from "@/lib/http/request-context";

const placeOf = (method: string, url: string, referer: string | null = null) =>
  requestContext(null, { method, url, referer }, { apiBase: "", development: false }).request[wantedPathHeader];

test.each([
  ["/health?_rsc=4kejeRIb", "/health"],
  ["/events?type=customer.created&_rsc=4kejeRIb", "/events?type=customer.created"],
  ["/events?q=_rsc%3D1&page=2", "/events?q=_rsc%3D1&page=2"],
])("a person who reads %s is at %s", (url, place) => {
  expect(placeOf("GET", url)).toBe(place);
});

test("whoever posts is at the page they post from, as far as it is known", () => {
  expect(placeOf("POST", "/verify?_rsc=1", "http://localhost:3000/verify")).toBe("http://localhost:3000/verify");
  expect(placeOf("POST", "/verify")).toBe("");
});
