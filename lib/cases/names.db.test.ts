import { expect, test } from "vitest";
import { getCase } from "@/lib/cases/data";
import { getQueuePage } from "@/lib/cases/queue";
import { db } from "@/lib/db/client";
import { declareDetails } from "@/lib/verification/declared";
import { recordConsent, startVerification } from "@/lib/verification/mutations";
import { syncVerificationSession } from "@/lib/verification/sync";
import { signInSomebody } from "@/testkit/in-process/people";
import { submit } from "@/testkit/in-process/stripe";

test("queue and case show one name, whole from the document, when the document has only a last name", async () => {
  const viewer = await signInSomebody();
  await declareDetails(viewer, { country: "ID", firstName: "Nick", lastName: "Sukarno", phone: null });
  await recordConsent(viewer, { choice: "agreed", locale: "en" });
  await startVerification(viewer, { entry: "modal" });
  const { id, currentSessionId } = await db.verification.findFirstOrThrow({ where: { userId: viewer.userId } });
  const reviewer = await signInSomebody("reviewer");
  const names = async () => [
    (await getCase(reviewer, id))?.name,
    (await getQueuePage(reviewer, { q: id }))?.rows.map((row) => row.name),
  ];
  const declared = { kind: "known", text: "Nick Sukarno", source: "declared" };
  expect(await names()).toEqual([declared, [declared]]);

  await submit(currentSessionId ?? "", "verified", { outputs: { first_name: null, last_name: "SUKARNO" } });
  await syncVerificationSession(currentSessionId ?? "");
  const read = { kind: "known", text: "SUKARNO", source: "document" };
  expect(await names()).toEqual([read, [read]]);
});
