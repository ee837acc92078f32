/** What a run did from outside, to hold against what is there afterwards. */
export type Ledger = {
  /** Every event id that we put on the wire ourselves, whatever came of it. */
  sent: Set<string>;
  /** Those of them that were answered 2xx at least once. */
  acknowledged: Set<string>;
  /** Mails that were asked for, by address. */
  mails: Map<string, number>;
};

/** A ledger with nothing in it. */
export const emptyLedger = (): Ledger => ({ sent: new Set(), acknowledged: new Set(), mails: new Map() });
