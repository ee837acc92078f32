import type { PersonRequirements } from "../../records/account-person.ts";
import type { Requirements } from "../../records/account-requirements.ts";

/** Nothing is asked: of a person. */
export const noPersonRequirements = (): PersonRequirements => ({
  alternatives: [],
  currently_due: [],
  errors: [],
  eventually_due: [],
  past_due: [],
  pending_verification: [],
});

/** Nothing is asked: of an account or a capability. */
export const noRequirements = (): Requirements => ({
  ...noPersonRequirements(),
  current_deadline: null,
  disabled_reason: null,
});
