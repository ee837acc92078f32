import axe from "axe-core";
import type { Page } from "playwright";

/**
 * What axe finds on a page as it stands, one line for each rule that is broken; without `tags` by all of its rules. Not into frames. Its
 * script goes into a document once: to read it takes the browser as long as a look.
 */
export async function violationsOf(page: Page, { tags }: { tags?: string[] } = {}): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe.source);
  const options: axe.RunOptions = { iframes: false, resultTypes: ["violations"], ...(tags && { runOnly: tags }) };
  // As text, because the name stands for the page's axe and not for ours.
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`,
  );
}
