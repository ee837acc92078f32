/** What the state of a session does not allow, said in one sentence. */
export class StateError extends Error {}
