/** A UUID as PostgreSQL writes it, in either case: whatever else comes as one of our ids is none, and is not asked for. */
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The lowest and the highest there are, by PostgreSQL's order: a place before or behind all rows that share the rest of it. */
export const lowestUuid = "00000000-0000-0000-0000-000000000000";
export const highestUuid = "ffffffff-ffff-ffff-ffff-ffffffffffff";
