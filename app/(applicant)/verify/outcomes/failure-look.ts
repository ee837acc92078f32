import type { IconName } from "@/app/_ui/icon-set";
import type { ArtKind } from "@/app/_ui/stage";
import type { RailStep } from "@/app/(applicant)/verify/progress/rail";
import type { EndCode } from "@/app/(applicant)/verify/screen";

/** How a code is drawn and where its two buttons lead. */
export type FailureLook = {
  art: ArtKind;
  icon: IconName;
  step: RailStep;
  /** The filled button, while the person may try again. */
  main: "start" | "other_ways" | "home";
  /** Its hint names the documents that are accepted, and from where. */
  namesDocuments?: true;
  /** The quiet way out. */
  quiet: "other_ways" | "consent" | "details";
};

const document = { icon: "IdCard", step: 3, main: "start", quiet: "other_ways" } as const;
const number = { art: "unclear", icon: "Hash", step: 3, main: "start", quiet: "other_ways" } as const;
const email = { art: "letter", icon: "Mail", step: 3, main: "start", quiet: "other_ways" } as const;
const phone = { art: "camera", icon: "Smartphone", step: 3, main: "start", quiet: "other_ways" } as const;
const camera = { art: "camera", icon: "Camera", step: 1, main: "start", quiet: "other_ways" } as const;
const unfinished = { art: "ready", icon: "Play", step: 1, main: "start", quiet: "other_ways" } as const;

/** The look of every code; its words stand in the messages under `applicant.failure`. */
export const failureLook: Record<EndCode, FailureLook> = {
  consent_declined: { art: "people", icon: "FileUp", step: 0, main: "other_ways", quiet: "consent" },
  country_not_supported: { art: "people", icon: "FileUp", step: 0, main: "other_ways", quiet: "details" },
  under_supported_age: { art: "declined", icon: "Info", step: 0, main: "home", quiet: "other_ways" },
  device_not_supported: camera,
  device_unsupported: camera,
  abandoned: unfinished,
  session_cancelled: unfinished,
  document_expired: { ...document, art: "expired", namesDocuments: true },
  document_type_not_supported: { ...document, art: "other", namesDocuments: true },
  document_unverified_other: { ...document, art: "unclear", icon: "Sun" },
  selfie_document_missing_photo: { ...document, art: "other", namesDocuments: true },
  selfie_face_mismatch: { ...document, art: "faces", icon: "Sun" },
  selfie_unverified_other: { ...document, art: "selfie", icon: "ScanFace" },
  selfie_manipulated: { art: "review", icon: "MessageSquareText", step: 3, main: "home", quiet: "other_ways" },
  id_number_insufficient_document_data: { ...document, art: "other" },
  id_number_mismatch: number,
  id_number_unverified_other: number,
  email_unverified_other: email,
  email_verification_declined: email,
  phone_unverified_other: phone,
  phone_verification_declined: phone,
  phone_otp_declined: phone,
  unknown: { ...document, art: "unknown", icon: "RotateCw" },
};
