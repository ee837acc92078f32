import type { Page, Request } from "@playwright/test";
import { sections } from "../app/(staff)/sections.ts";
import { may } from "../lib/auth/permissions.ts";
import { sessionCookie } from "../testkit/people.ts";
import { expect, test } from "./support/fixtures.ts";

/** Where every link of the page leads: an answer that is there, and the part of the page that it names; not again where it is among `known`. */
async function expectLinksLead(page: Page, known = new Set<string>()) {
  const addresses = await page.locator("a[href]").evaluateAll((links) => [
    // The page itself knows what a link's address comes to.
    ...new Set(links.map((link) => (link instanceof HTMLAnchorElement ? link.href : ""))),
  ]);
  const here = new URL(page.url());
  for (const address of addresses) {
    const { protocol, origin, pathname, hash } = new URL(address);
    if (protocol === "mailto:") continue;
    if (origin === here.origin && pathname === here.pathname && hash)
      await expect(page.locator(hash), address).toBeAttached();
    else if (!known.has(address))
      expect((await page.request.get(address)).status(), `${address}, on ${here.pathname}`).toBeLessThan(400);
    known.add(address);
  }
}

test("every link of the pages before the first attempt leads somewhere", async ({ page, signIn }) => {
  for (const path of ["/", "/sign-in", "/sign-in/sent", "/no-such-page"]) {
    await page.goto(path);
    await expectLinksLead(page);
  }
  await signIn();
  for (const path of [
    "/",
    "/verify",
    "/verify?step=consent",
    "/verify?step=details",
    "/verify?ended=session_cancelled",
  ]) {
    await page.goto(path);
    await expectLinksLead(page);
  }
  await page.goto("/verify?step=consent");
  await page.getByRole("button", { name: "Verify without face check" }).click();
  await expect(page).toHaveURL("/verify");
  await expectLinksLead(page);
});

const ends: [outcomes: string[], title: string][] = [
  [["verified"], "You are verified"],
  [["document_expired"], "This document has expired"],
  [["selfie_manipulated"], "A person is looking at it"],
  [Array<string>(3).fill("document_unverified_other"), "No more automatic attempts"],
];
for (const [outcomes, title] of ends) {
  test(`every link of the page that says "${title}" leads somewhere`, { tag: "@emulator" }, async ({
    page,
    context,
    stack,
    verifiedCase,
  }) => {
    const { person } = await verifiedCase(...outcomes);
    await context.addCookies([{ name: sessionCookie, value: person.token, url: stack.appUrl }]);
    await page.goto("/verify");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expectLinksLead(page);
  });
}

test("every link of the staff's pages leads somewhere", async ({ page, signIn, verifiedCase }) => {
  const { verificationId } = await verifiedCase("verified");
  const beyondSections = { senior: [`/verifications/${verificationId}`], developer: ["/events/drift"] };
  for (const role of ["senior", "developer"] as const) {
    await signIn(role);
    const open = sections.filter(({ permission }) => may(role, permission)).map(({ href }) => href);
    const known = new Set<string>();
    for (const path of ["/", ...open, ...beyondSections[role]]) {
      await page.goto(path);
      await expectLinksLead(page, known);
    }
  }
});

test("links between the staff's pages keep the document that is open; the browser has those that are its own", async ({
  page,
  context,
  signIn,
  verifiedCase,
}) => {
  const { verificationId } = await verifiedCase("verified");
  await signIn("auditor");
  const documents: string[] = [];
  const isOfPage = (request: Request) => request.isNavigationRequest() && request.frame() === page.mainFrame();
  page.on("request", (request) => {
    if (isOfPage(request)) documents.push(new URL(request.url()).pathname);
  });

  await page.goto("/verifications");
  await expect(page).toHaveTitle("Verifications · Northwind");
  await expect(page.locator("html[data-shortcuts=listening]")).toBeAttached();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Verified" }).click();
  await expect(page).toHaveURL("/verifications?status=verified");
  await page.locator(`a[href="/verifications/${verificationId}"]`).click();
  await expect(page).toHaveURL(`/verifications/${verificationId}`);
  await expect(page).toHaveTitle(/^NW-\d+ · Northwind$/);
  await page.getByRole("link", { name: "Skip to content" }).press("Enter");
  await expect(page).toHaveURL(`/verifications/${verificationId}#content`);
  expect(documents).toEqual(["/verifications"]);

  // By its request: at times Playwright never tells of a tab that Chromium opens behind this one.
  const opened = context.waitForEvent(
    "request",
    (request) => request.isNavigationRequest() && new URL(request.url()).pathname === "/events",
  );
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Events" })
    .click({ modifiers: ["ControlOrMeta"] });
  await opened;
  await expect(page).toHaveURL(`/verifications/${verificationId}#content`);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("link", { name: "Reports as JSON" }).click();
  await expect(page).toHaveURL(`/verifications/${verificationId}/reports`);
  expect(documents).toEqual(["/verifications", `/verifications/${verificationId}/reports`]);
});
