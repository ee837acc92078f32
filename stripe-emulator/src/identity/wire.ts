import type { Shape, Wire } from "../http/expand.ts";
import type { VerificationReportRecord } from "../records/verification-report.ts";
import type { VerificationSessionRecord } from "../records/verification-session.ts";
import { currentToken, isSubmittable, type TokenContext } from "./start-tokens.ts";

/** Stripe API, VerificationReport: what `expand` reveals. Sex and the unparsed fields count as sensitive here. */
export const reportShape: Shape = {
  document: {
    shape: {
      dob: { hidden: true, sensitive: true },
      expiration_date: { hidden: true, sensitive: true },
      number: { hidden: true, sensitive: true },
      sex: { hidden: true, sensitive: true },
      unparsed_place_of_birth: { hidden: true, sensitive: true },
      unparsed_sex: { hidden: true, sensitive: true },
    },
  },
  id_number: {
    shape: {
      dob: { hidden: true, sensitive: true },
      id_number: { hidden: true, sensitive: true },
    },
  },
};

/** Stripe API, VerificationSession: what `expand` reveals. */
export const sessionShape: Shape = {
  last_verification_report: { reference: "verification_report", shape: reportShape },
  provided_details: { hidden: true },
  verified_outputs: {
    hidden: true,
    shape: {
      dob: { hidden: true, sensitive: true },
      id_number: { hidden: true, sensitive: true },
      sex: { hidden: true, sensitive: true },
      unparsed_place_of_birth: { hidden: true, sensitive: true },
      unparsed_sex: { hidden: true, sensitive: true },
    },
  },
};

/**
 * The session with its hidden properties. `origin` is where the caller reached the emulator; while the session is
 * submittable it gets a valid `client_secret` and `url`, which may have to be made.
 */
export function sessionToWire(context: TokenContext, session: VerificationSessionRecord, origin: string): Wire {
  const token = isSubmittable(session) ? currentToken(context, session.id) : null;
  if (token === null) return toWire(session, null);
  return toWire(session, { clientSecret: `${session.id}_secret_test_${token}`, url: `${origin}/start/test_${token}` });
}

/** The session as events carry it: no secrets, nothing that `expand` would reveal. */
export function sessionSnapshot(session: VerificationSessionRecord): Wire {
  const { provided_details: _details, verified_outputs: _outputs, ...snapshot } = toWire(session, null);
  return snapshot;
}

function toWire(session: VerificationSessionRecord, access: { clientSecret: string; url: string } | null): Wire {
  const { internal, ...shown } = session;
  return {
    ...shown,
    client_secret: access?.clientSecret ?? null,
    url: access?.url ?? null,
    verified_outputs: session.status === "verified" ? internal.outputs : null,
  };
}

/** The report with its hidden properties. */
export function reportToWire(report: VerificationReportRecord): Wire {
  return { ...report };
}
