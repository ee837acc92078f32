import { chromium } from "playwright";
import { findBrowser } from "../../testkit/browser.ts";
import { sessionCookie } from "../../testkit/people.ts";
import type { Figure } from "../support/figures.ts";
import { insertPeople, signIn } from "../support/people.ts";
import type { Workbench } from "../support/workbench.ts";

/** The script that a first visit to a page transfers, beside that of an empty page of the same Next. */
export async function measureFirstLoad(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("first_load");
  const floor = await bench.startFloor();
  await insertPeople(product, 200);
  const [applicant, reviewer] = [await signIn(product, "applicant"), await signIn(product, "reviewer")];

  const pages = [
    { path: "/sign-in", token: null, most: 1.03 },
    { path: "/verify", token: applicant, most: 1.08 },
    { path: "/verifications", token: reviewer, most: 1.2 },
  ];
  const empty = await scriptKilobytes(`${floor.url}/`, null);
  const figures: Figure[] = [];
  for (const { path, token, most } of pages) {
    const ours = await scriptKilobytes(product.url + path, token);
    const aim = { of: "ratio", most } as const;
    figures.push({
      what: `first-load script, gzip: ${path}`,
      unit: "KB",
      ours,
      floor: empty,
      ratio: ours / empty,
      aim,
    });
  }
  return figures;
}

/** Everything of type script that a fresh browser gets until it is quiet and nobody has touched anything; 1,000 bytes each. */
async function scriptKilobytes(url: string, token: string | null): Promise<number> {
  const browser = await chromium.launch(await findBrowser());
  try {
    const context = await browser.newContext();
    if (token) await context.addCookies([{ name: sessionCookie, value: token, url }]);
    const page = await context.newPage();
    const scripts: Promise<number>[] = [];
    page.on("requestfinished", (request) => {
      if (request.resourceType() !== "script") return;
      scripts.push(request.sizes().then((sizes) => sizes.responseBodySize));
    });
    const response = await page.goto(url, { waitUntil: "networkidle" });
    if (!response?.ok() || page.url() !== url) throw new Error(`the bench did not get ${new URL(url).pathname}`);
    return (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0) / 1000;
  } finally {
    await browser.close();
  }
}
