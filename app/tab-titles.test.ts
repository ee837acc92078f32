import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");

test("Next is asked for metadata by no page, but where nothing of ours is drawn: each page draws its title itself", async () => {
  const files = await Array.fromAsync(glob("app/**/*.tsx", { cwd: root }));
  const asking = files.filter((file) =>
    /^export (const|function|async function) (metadata|viewport|generateMetadata|generateViewport)\b/m.test(
      readFileSync(path.join(root, file), "utf8"),
    ),
  );
  expect(asking).toEqual(["app/not-found.tsx"]);
});
