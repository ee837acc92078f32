import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { loadMyAccount } from "@/lib/connect/loaders";
import { changePerson } from "@/lib/connect/mutations/people";
import { syncConnectedAccount } from "@/lib/connect/sync";
import { signInSeller } from "@/testkit/in-process/sellers";
import { stripe } from "@/testkit/in-process/stripe";
import { rolesGiven } from "./asked";

test("a change of somebody leaves the roles alone that the board does not ask about", async () => {
  const { viewer, stripeId } = await signInSeller("company");
  const relationship = { authorizer: true, legal_guardian: true, director: true };
  const { id } = await stripe().accounts.createPerson(stripeId, { first_name: "Juno", relationship });
  await syncConnectedAccount(stripeId);
  const change = async (sent: Record<string, string>) => {
    const person = (await loadMyAccount(viewer))?.persons.find((one) => one.id === id);
    const roles = rolesGiven(person?.roles ?? [], sent);
    const input = { press: randomUUID(), person: id, roles, percentOwnership: null, values: { first_name: "Ada" } };
    expect(await changePerson(viewer, input)).toEqual({ ok: true });
    return (await stripe().accounts.retrievePerson(stripeId, id)).relationship;
  };
  expect(await change({ "role:director": "yes", "role:executive": "yes" })).toMatchObject({
    ...relationship,
    executive: true,
  });
  // Without any box ticked, too: somebody who only authorises has a role.
  expect(await change({})).toMatchObject({ ...relationship, director: false, executive: false });
});
