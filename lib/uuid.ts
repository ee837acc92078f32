/** A UUID as PostgreSQL writes it, in either case: whatever else comes as one of our ids is none, and is not asked for. */
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
