import { expect, test } from "vitest";
import { readArguments } from "./arguments.ts";
import { Misuse } from "./command.ts";

const options = { reset: { type: "boolean" }, only: { type: "string" } } as const;
const known = "Options: --reset begins anew; --only <name>.";

test("what a command knows is read", () => {
  expect(readArguments({ args: ["--reset", "--only", "one"], options }, known).values).toEqual({
    reset: true,
    only: "one",
  });
});

test.each([
  [["--rest"], "Unknown option '--rest'. "],
  [["reset"], "Unexpected argument 'reset'. "],
  [["--reset=yes"], "Option '--reset' does not take an argument. "],
  [["--only"], "Option '--only <value>' argument missing. "],
  [["--only", "--reset"], "Option '--only' argument is ambiguous. "],
])("%j is refused in one line that says what there is", (args, problem) => {
  const read = () => readArguments({ args, options }, known);
  expect(read).toThrow(Misuse);
  expect(read).toThrow(new Error(problem + known));
});
