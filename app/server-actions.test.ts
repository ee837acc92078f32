import { expect, test } from "vitest";
import { actionsOf, readDeclaredActions } from "../testkit/declared-actions.ts";

test("every function that a browser can call as a server action is made by lib/action.ts and declares whom it serves", async () => {
  const actions = await readDeclaredActions();
  expect(actions).toContainEqual({
    file: "app/(applicant)/verify/actions.ts",
    name: "startAction",
    permission: "signed-in",
  });
  expect(actions.filter(({ permission }) => permission === null)).toEqual([]);
});

test.each([
  ["a plain function", "export async function oneAction() {}"],
  ["an arrow", "export const oneAction = async () => {};"],
  ["one that another module made", 'export { oneAction } from "./other";'],
  ["all that another module made", 'export * from "./other";'],
  ["a default", "export default async function () {}"],
  [
    "a maker of its own",
    "const action = (of: object) => async () => of;\nexport const oneAction = action({ permission: 'staff' });",
  ],
  [
    "a permission that is computed",
    'import { action } from "@/lib/action";\nexport const oneAction = action({ permission });',
  ],
  [
    "a declaration that lies elsewhere",
    'import { action } from "@/lib/action";\nexport const oneAction = action(declared);',
  ],
])("%s does not count as one", async (_what, source) => {
  const found = await actionsOf("app/actions.ts", source);
  expect(found.map(({ permission }) => permission)).toEqual([null]);
});
