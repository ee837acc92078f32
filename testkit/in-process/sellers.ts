import { randomUUID } from "node:crypto";
import { answerTask, setBankAccount } from "@/lib/connect/mutations/answers";
import { startConnectedAccount } from "@/lib/connect/mutations/start";
import { startAccountInput } from "@/lib/connect/schema";
import { db } from "@/lib/db/client";
import { signInSomebody } from "./people.ts";
import { control } from "./stripe.ts";

/** How a seller's press is recorded. */
export const pressedBy = () => ({ at: new Date(), ip: "203.0.113.7", userAgent: "Invented/1.0" });

/** Somebody who has begun to sell; `businessType` as Stripe calls it. */
export async function signInSeller(businessType: "individual" | "company" = "individual", country = "US") {
  const viewer = await signInSomebody();
  const input = { country, businessType, capabilities: ["card_payments", "transfers"], terms: pressedBy() };
  const started = await startConnectedAccount(viewer, startAccountInput.parse(input));
  if (!started.ok) throw new Error(`could not start to sell: ${started.code}`);
  const { id, stripeId } = await db.connectedAccount.findUniqueOrThrow({ where: { userId: viewer.userId } });
  if (!stripeId) throw new Error("a seller who has started has no account");
  return { viewer, accountId: id, stripeId };
}

/** Everything that an individual in the US is asked for, in Stripe's test values for success (stripe-emulator/src/accounts/test-values.ts). */
const complete = {
  "business_profile.mcc": "5734",
  "business_profile.url": "https://accessible.stripe.com",
  "business_profile.name": "Wobblestone Pottery",
  "individual.first_name": "Juno",
  "individual.last_name": "Samplewood",
  "individual.dob.day": "1",
  "individual.dob.month": "1",
  "individual.dob.year": "1901",
  "individual.email": "juno@demo.test",
  "individual.phone": "0000000000",
  "individual.address.line1": "address_full_match",
  "individual.address.city": "Oakland",
  "individual.address.state": "CA",
  "individual.address.postal_code": "94607",
  "individual.id_number": "000000000",
  "individual.ssn_last_4": "0000",
};

/** An individual in the US for whom payouts are on. */
export async function signInEnabledSeller() {
  const seller = await signInSeller();
  const answers = [
    await answerTask(seller.viewer, { press: randomUUID(), person: null, values: complete }),
    await setBankAccount(seller.viewer, { press: randomUUID(), token: "btok_us" }),
  ];
  if (!answers.every(({ ok }) => ok)) throw new Error(`a complete seller was refused: ${JSON.stringify(answers)}`);
  // Longer than any check of the emulator's takes.
  await control("/clock", { advanceSeconds: 3_600 });
  return seller;
}
