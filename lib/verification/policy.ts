import "server-only";
import { env } from "@/lib/env";
import { type DocumentType, documentTypes } from "@/lib/verification/schema";

/** What this installation asks of people. Read from the environment; editable policies come later. */
export type Policy = {
  maxAttempts: number;
  allowedDocuments: readonly DocumentType[];
  requireIdNumber: boolean;
  /** `vf_…`: takes the place of the document options. */
  verificationFlow: string | null;
  /** Whether names and address of verified_outputs are kept (encrypted) or not at all. */
  keepOutputs: boolean;
};

/** The policy in force. */
export const currentPolicy = (): Policy => ({ ...env().policy, allowedDocuments: documentTypes });

/** Cases are spoken of by this name. */
export const toCaseNumber = (number: number): string => `NW-${number}`;
