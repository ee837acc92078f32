import type { AccountRecord } from "./account.ts";
import type { AccountPersonRecord } from "./account-person.ts";
import type { AccountTokenRecord } from "./account-token.ts";
import type { CustomerRecord, DeletedCustomerRecord } from "./customer.ts";
import type { EventRecord } from "./event.ts";
import type { ExternalAccountRecord } from "./external-account.ts";
import type { FileRecord } from "./file.ts";
import type { FileLinkRecord } from "./file-link.ts";
import type { PaymentMethodRecord } from "./payment-method.ts";
import type { VerificationFlowRecord } from "./verification-flow.ts";
import type { VerificationReportRecord } from "./verification-report.ts";
import type { VerificationSessionRecord } from "./verification-session.ts";
import type { WebhookEndpointRecord } from "./webhook-endpoint.ts";

/**
 * Every kind of object the emulator keeps, by the noun Stripe uses for it in "No such …" messages. Properties in snake_case are
 * Stripe's and go out as they are; `internal` never leaves the process.
 */
export type Records = {
  verification_session: VerificationSessionRecord;
  verification_report: VerificationReportRecord;
  verification_flow: VerificationFlowRecord;
  file: FileRecord;
  file_link: FileLinkRecord;
  event: EventRecord;
  webhook_endpoint: WebhookEndpointRecord;
  customer: CustomerRecord | DeletedCustomerRecord;
  account: AccountRecord;
  person: AccountPersonRecord;
  external_account: ExternalAccountRecord;
  token: AccountTokenRecord;
  payment_method: PaymentMethodRecord;
};
export type Kind = keyof Records;
