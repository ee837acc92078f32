/** The lists of a `requirements` hash, of an account, a person or a capability. */
type Lists = {
  currently_due: string[] | null;
  errors: { requirement: string }[] | null;
  eventually_due: string[] | null;
  past_due: string[] | null;
  pending_verification: string[] | null;
};

/**
 * What is wrong with a hash by the rules that held in every recording of Stripe's test mode, one line each: sorted; past due
 * in currently due in eventually due; nothing pending that is due; errors about what is currently due.
 */
export function brokenRules(lists: Lists): string[] {
  const [past, current, eventual, pending] = [
    lists.past_due ?? [],
    lists.currently_due ?? [],
    lists.eventually_due ?? [],
    lists.pending_verification ?? [],
  ];
  const errors = (lists.errors ?? []).map(({ requirement }) => requirement);
  const missing = (entries: readonly string[], from: readonly string[]) => entries.filter((one) => !from.includes(one));
  const isSorted = (list: readonly string[]) => list.every((one, at) => at === 0 || String(list[at - 1]) < one);
  return [
    ...[past, current, eventual, pending].filter((list) => !isSorted(list)).map((list) => `not sorted: ${list}`),
    ...missing(past, current).map((entry) => `past due, not currently: ${entry}`),
    ...missing(current, eventual).map((entry) => `currently due, not eventually: ${entry}`),
    ...pending.filter((entry) => eventual.includes(entry)).map((entry) => `due and pending: ${entry}`),
    ...missing(errors, current).map((entry) => `an error, not due: ${entry}`),
  ];
}
