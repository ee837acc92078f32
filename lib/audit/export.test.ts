import { expect, test } from "vitest";
import { toCsvField } from "@/lib/audit/export";

test.each(["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"])(
  "a spreadsheet does not run %j",
  (text) => {
    expect(toCsvField(text).replace(/^"/, "")).toMatch(/^'/);
  },
);

test("commas, quotes and line ends stay inside their field", () => {
  expect(toCsvField('a,"b"\nc')).toBe('"a,""b""\nc"');
  expect(toCsvField("plain")).toBe("plain");
  expect(toCsvField(-3)).toBe("-3");
});
