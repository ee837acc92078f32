const followedPrefix = "identity.verification_session.";

/** An event type as a row shows it: what is common to all that we follow is left out. */
export const shortType = (type: string): string => type.replace(followedPrefix, "");
