import { expect, test } from "vitest";
import { Router } from "../src/http/router.ts";

const router = new Router([
  { method: "GET", path: "/v1/accounts", name: "list" },
  { method: "GET", path: "/v1/accounts/:account/persons/:person", name: "person" },
  { method: "POST", path: "/v1/accounts/:account/persons/:person", name: "update" },
  { method: "GET", path: "/v1/accounts/:account/capabilities/:capability", name: "capability" },
]);

const find = (method: string, path: string) => {
  const found = router.find(method, path);
  return found && [found.route.name, Object.fromEntries(found.parameters)];
};

test("a path may have several parameters", () => {
  expect(find("GET", "/v1/accounts/acct_1/persons/person_2")).toEqual([
    "person",
    { account: "acct_1", person: "person_2" },
  ]);
  expect(find("POST", "/v1/accounts/acct_1/persons/person_2")?.[0]).toBe("update");
  expect(find("GET", "/v1/accounts/acct_1/capabilities/transfers")).toEqual([
    "capability",
    { account: "acct_1", capability: "transfers" },
  ]);
  expect(find("GET", "/v1/accounts")).toEqual(["list", {}]);
});

test.each([
  ["another method", "DELETE", "/v1/accounts/acct_1/persons/person_2"],
  ["an empty parameter", "GET", "/v1/accounts//persons/person_2"],
  ["a slash at the end", "GET", "/v1/accounts/"],
  ["an escaped letter of the path", "GET", "/v1/account%73"],
  ["a path that is too long", "GET", "/v1/accounts/acct_1/persons/person_2/more"],
])("no route is found for %s", (_what, method, path) => {
  expect(router.find(method, path)).toBeNull();
});

test("the methods of a path are known", () => {
  expect(router.methodsAt("/v1/accounts/acct_1/persons/person_2")).toEqual(["GET", "POST"]);
  expect(router.methodsAt("/v1/nowhere")).toEqual([]);
});
