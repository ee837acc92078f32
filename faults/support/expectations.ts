/** What a run did from outside: what must be there afterwards follows from it. */
export type Expectations = {
  /** Every event id that we put on the wire ourselves, whatever came of it. */
  sent: Set<string>;
  /** Those of them that were answered 2xx at least once. */
  acknowledged: Set<string>;
  /** Mails that were asked for, by address. */
  mails: Map<string, number>;
};

/** Before anything was done. */
export const noExpectations = (): Expectations => ({ sent: new Set(), acknowledged: new Set(), mails: new Map() });
