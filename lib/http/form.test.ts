import { expect, test } from "vitest";
import { fieldsOf } from "./form";

test("the text fields of a form are read, and files are left out", () => {
  const form = new FormData();
  form.append("country", "DE");
  form.append("file", new Blob(["x"]));
  expect(fieldsOf(form)).toEqual({ country: "DE" });
});

test.each([[5], [null], [undefined], ["text"], [[["country", "DE"]]], [{ country: "DE" }]])(
  "%j in a form's place has no fields",
  (sent) => {
    expect(fieldsOf(sent)).toEqual({});
  },
);
