import type { FilePurpose, UploadPurpose } from "../records/file.ts";

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;
const daySeconds = 24 * 3600;
const largestBytes = 10 * megabyte;

/** What may be uploaded for a purpose. */
type UploadRules = {
  /** Extensions, as a File's `type` shows them; null for any content. */
  types: readonly string[] | null;
  largestBytes: number;
  /** Pixels each way. */
  largestSide: number | null;
  /** How long the file is kept; null for ever. */
  keptSeconds: number | null;
};

const scans: UploadRules = { types: ["pdf", "jpg", "png"], largestBytes, largestSide: null, keptSeconds: null };
/** Stripe API, documents of accounts: smaller than 8,000 by 8,000 pixels. */
const documents: UploadRules = { ...scans, largestSide: 8000 };
const anything: UploadRules = { types: null, largestBytes, largestSide: null, keptSeconds: null };
const branding: UploadRules = { ...scans, types: ["jpg", "png", "gif"], largestBytes: 512 * kilobyte };

/** Stripe documentation, file upload guide; 10 MB where that says more. */
export const uploadRules: Readonly<Record<UploadPurpose, UploadRules>> = {
  account_requirement: documents,
  additional_verification: documents,
  business_icon: branding,
  business_logo: branding,
  customer_signature: {
    ...scans,
    types: ["jpg", "png"],
    largestBytes: 4 * megabyte,
    keptSeconds: 7 * daySeconds,
  },
  dispute_evidence: { ...scans, largestBytes: 5 * megabyte, keptSeconds: 270 * daySeconds },
  identity_document: documents,
  issuing_regulatory_reporting: { ...anything, largestBytes: 256 * kilobyte, keptSeconds: 730 * daySeconds },
  pci_document: { ...scans, types: ["pdf"] },
  platform_terms_of_service: anything,
  tax_document_user_upload: anything,
  terminal_android_apk: anything,
  terminal_reader_splashscreen: { ...scans, types: ["jpg", "png", "gif"] },
  terminal_wifi_certificate: anything,
  terminal_wifi_private_key: anything,
};

/**
 * What a page may upload with the publishable key. [?] Stripe's file upload guide lets pages upload, without links, and names no
 * purposes; these three are what is uploaded for accounts that are made by tokens.
 */
export const pagePurposes: readonly UploadPurpose[] = [
  "account_requirement",
  "additional_verification",
  "identity_document",
];

/** Stripe API, FileLinks: what a link may be made of; what Identity collected has rules of its own besides. */
export const linkablePurposes: readonly FilePurpose[] = [
  "business_icon",
  "business_logo",
  "customer_signature",
  "dispute_evidence",
  "finance_report_run",
  "financial_account_statement",
  "identity_document_downloadable",
  "issuing_regulatory_reporting",
  "pci_document",
  "selfie",
  "sigma_scheduled_query",
  "tax_document_user_upload",
  "terminal_android_apk",
  "terminal_reader_splashscreen",
];
