import type { Page } from "@playwright/test";
import { violationsOf } from "../../testkit/axe.ts";
import { expect } from "./fixtures.ts";

/** What axe finds on the page where it stands, in light and in dark. */
export async function violationsInBothSchemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violationsOf(page)).map((violation) => `${colorScheme}, ${violation}`));
  }
  return found;
}

/** That axe finds nothing on the page where it stands, in light and in dark. */
export async function expectNoViolations(page: Page): Promise<void> {
  expect(await violationsInBothSchemes(page)).toEqual([]);
}

/** The same at the width of the smallest phone, and that nothing of the page stands out sideways. */
export async function expectAccessibleOnPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  await expectNoViolations(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
}
