import "server-only";
import type { Viewer } from "@/lib/auth/viewer-of-token";
import { getCase } from "@/lib/cases/data";

/** A VerificationReport as it is kept here, in Stripe's words: ids, times, codes and states, and nothing of the person. */
type KeptReport = {
  id: string;
  object: "identity.verification_report";
  verification_session: string;
  /** ISO 8601. */
  created: string;
  document: { type: string | null; issuing_country: string | null };
  checks: { name: string; status: string; error: { code: string | null; reason: string | null } | null }[];
};

/**
 * The reports of a case, oldest first, for whoever checks our work by machine. Asks nothing of Stripe. Null if the case is
 * absent or not for this role, never tell which; or if there is no report yet.
 */
export async function getReports(
  viewer: Viewer<"reports.read">,
  id: string,
): Promise<{ reference: string; reports: KeptReport[] } | null> {
  const detail = await getCase(viewer, id);
  if (!detail?.actions.readReports.ok) return null;
  const reports = detail.attempts.toReversed().map(
    (attempt): KeptReport => ({
      id: attempt.verificationReportId,
      object: "identity.verification_report",
      verification_session: attempt.verificationSessionId,
      created: attempt.createdAt,
      document: { type: attempt.documentType, issuing_country: attempt.documentCountry },
      checks: attempt.checks.map(({ rawKind, status, rawCode, reason }) => ({
        name: rawKind,
        status,
        error: rawCode === null && reason === null ? null : { code: rawCode, reason },
      })),
    }),
  );
  return { reference: detail.reference, reports };
}
