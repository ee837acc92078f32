import {
  type Call,
  cursorOf,
  type Endpoint,
  readCreated,
  readListParameters,
  requireRecent,
  requireSensitive,
} from "../http/api.ts";
import { ApiError, noSuch, parameterError } from "../http/errors.ts";
import { mergeMetadata, type Parameters } from "../http/parameters.ts";
import { equals } from "../identity/verification-sessions.ts";
import { newId, randomToken } from "../ids.ts";
import type { FileLinkRecord } from "../records.ts";
import type { Condition, Filter } from "../store/objects.ts";
import { isExpired } from "./wire.ts";

/** Stripe API, access to verification results: a link to an Identity image lives 30 seconds at most. */
const longestLinkSeconds = 30;

const purposes = [
  "account_requirement",
  "additional_verification",
  "business_icon",
  "business_logo",
  "customer_signature",
  "dispute_evidence",
  "document_provider_identity_document",
  "finance_report_run",
  "financial_account_statement",
  "identity_document",
  "identity_document_downloadable",
  "issuing_regulatory_reporting",
  "pci_document",
  "platform_terms_of_service",
  "selfie",
  "sigma_scheduled_query",
  "tax_document_user_upload",
  "terminal_android_apk",
  "terminal_reader_splashscreen",
  "terminal_wifi_certificate",
  "terminal_wifi_private_key",
] as const;

/** Stripe API, Files: list, retrieve (uploads are not there yet); FileLinks: create, list, retrieve, update. */
export const fileEndpoints: readonly Endpoint[] = [
  { method: "GET", path: "/v1/files", kind: "file", list: true, permission: "files_read", prepare: prepareFileList },
  {
    method: "GET",
    path: "/v1/files/:id",
    kind: "file",
    permission: "files_read",
    prepare: () => (call) => call.show("file", call.target("file")),
  },
  { method: "POST", path: "/v1/file_links", kind: "file_link", permission: "files_write", prepare: prepareLinkCreate },
  {
    method: "GET",
    path: "/v1/file_links",
    kind: "file_link",
    list: true,
    permission: "files_read",
    prepare: prepareLinkList,
  },
  {
    method: "GET",
    path: "/v1/file_links/:id",
    kind: "file_link",
    permission: "files_read",
    prepare: () => (call) => call.show("file_link", call.target("file_link")),
  },
  {
    method: "POST",
    path: "/v1/file_links/:id",
    kind: "file_link",
    permission: "files_write",
    prepare: prepareLinkUpdate,
  },
];

function prepareFileList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [...readCreated(parameters), ...equals("purpose", parameters.oneOf("purpose", purposes))];
  return (call: Call) => {
    const cursor = cursorOf(call, "file", list);
    return call.showList(
      "file",
      call.emulator.objects.list("file", call.account, { filters, cursor, limit: list.limit }),
    );
  };
}

function prepareLinkCreate(parameters: Parameters) {
  const fileId = parameters.requiredString("file");
  const expiresAt = parameters.integer("expires_at") ?? null;
  const metadata = mergeMetadata({}, parameters.metadata());

  return (call: Call) => {
    const { emulator } = call;
    const file = emulator.objects.get("file", call.account, fileId);
    if (!file) throw noSuch("file", fileId, "file");

    // Every file so far is an image of Identity's, which only a key for sensitive results may reach.
    requireSensitive(call.caller);
    const session = emulator.objects.get("verification_session", call.account, file.internal.verificationSession);
    requireRecent(emulator, call.caller, session?.internal.processedAt ?? null);
    if (!file.internal.drawing) throw new ApiError(`The contents of the file '${fileId}' have been redacted.`);

    const link: FileLinkRecord = {
      id: newId("link"),
      object: "file_link",
      created: emulator.clock.now(),
      expires_at: expiresAt,
      file: fileId,
      livemode: false,
      metadata,
      internal: { token: randomToken(40), deadAtMs: deadAtMs(call, expiresAt) },
    };
    emulator.objects.insert("file_link", call.account, link);
    return call.show("file_link", link);
  };
}

/**
 * When the link dies on the emulator's clock. A caller may have counted the 30 seconds on real time or on the
 * emulator's clock, wherever that was moved to; whichever fits is meant.
 */
function deadAtMs({ emulator }: Call, expiresAt: number | null): number {
  const emulatorMs = emulator.clock.nowMs();
  const livesMs = [emulatorMs, Date.now()]
    .map((nowMs) => (expiresAt ?? Number.POSITIVE_INFINITY) * 1000 - nowMs)
    .find((ms) => ms > 0 && ms <= longestLinkSeconds * 1000);
  if (livesMs !== undefined) return emulatorMs + livesMs;

  throw parameterError(
    `Links to files collected by Identity must expire within ${longestLinkSeconds} seconds: set expires_at to a time in the next ${longestLinkSeconds} seconds.`,
    "expires_at",
  );
}

function prepareLinkUpdate(parameters: Parameters) {
  const expiry = parameters.string("expires_at");
  const metadata = parameters.metadata();
  if (expiry && expiry !== "now" && !/^\d{1,12}$/.test(expiry)) {
    throw parameterError(`Invalid integer: ${expiry}`, "expires_at", "parameter_invalid_integer");
  }
  return (call: Call) => {
    const { emulator } = call;
    const link = call.target("file_link");
    if (expiry !== undefined) {
      if (isExpired(emulator, link)) throw new ApiError("An expired file link cannot be changed.");
      link.expires_at = expiry === "now" ? emulator.clock.now() : expiry === null ? null : Number(expiry);
      link.internal.deadAtMs = expiry === "now" ? emulator.clock.nowMs() : deadAtMs(call, link.expires_at);
    }
    link.metadata = mergeMetadata(link.metadata, metadata);
    emulator.objects.update("file_link", link);
    return call.show("file_link", link);
  };
}

function prepareLinkList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [...readCreated(parameters), ...equals("file", parameters.string("file"))];
  const expired = parameters.boolean("expired");
  return (call: Call) => {
    const cursor = cursorOf(call, "file_link", list);
    const dead = "coalesce(document ->> '$.internal.deadAtMs' <= ?, 0)";
    const conditions: Condition[] =
      expired === undefined ? [] : [{ sql: expired ? dead : `not ${dead}`, values: [call.emulator.clock.nowMs()] }];
    const query = { filters, conditions, cursor, limit: list.limit };
    return call.showList("file_link", call.emulator.objects.list("file_link", call.account, query));
  };
}
