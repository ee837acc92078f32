import { expect, test } from "vitest";
import { emptied, rolesGiven } from "./asked.ts";

const held = { email: "juno@demo.test", title: "Director" };

test("what a seller empties is removed; what is left as it was, or was never there, is not", () => {
  expect(emptied(held, { email: "", "relationship.title": " " })).toEqual({ email: "", "relationship.title": "" });
  expect(emptied(held, { email: "ada@demo.test", "relationship.title": "Director" })).toEqual({});
  expect(emptied({ email: null, title: null }, { email: "", "relationship.title": "" })).toEqual({});
  // A form that has no such field says nothing of it.
  expect(emptied(held, {})).toEqual({});
});

test("a form gives the roles that it asks about, and keeps the others as they were held", () => {
  const sent = { "role:owner": "yes", "role:authorizer": "yes", "role:director": "no" };
  expect(rolesGiven([], sent)).toEqual(["owner"]);
  expect(rolesGiven(["director", "legal_guardian"], sent)).toEqual(["owner", "legal_guardian"]);
  expect(rolesGiven(["authorizer"], {})).toEqual(["authorizer"]);
});
