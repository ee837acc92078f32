import { createHash } from "node:crypto";
import type { Call, Endpoint } from "../http/endpoint.ts";
import { ApiError, noSuch, parameterError } from "../http/errors.ts";
import type { Upload } from "../http/form.ts";
import { requirePermission } from "../http/keys.ts";
import { equals, readCreated, readListParameters } from "../http/lists.ts";
import { mergeMetadata, missing, type Parameters } from "../http/parameters.ts";
import { Contents } from "../http/reply.ts";
import { requireRecent, requireSensitive } from "../http/sensitive.ts";
import { newId, randomToken } from "../ids.ts";
import type { Metadata } from "../records/common.ts";
import {
  type FilePurpose,
  type FileRecord,
  filePurposes,
  type UploadPurpose,
  uploadPurposes,
} from "../records/file.ts";
import type { FileLinkRecord } from "../records/file-link.ts";
import type { Condition, Filter } from "../store/objects.ts";
import { mediaTypeOf, sniff } from "./content-type.ts";
import { type ContentsContext, isDownloadable, keepContents, uploadedContents } from "./contents.ts";
import { linkablePurposes, pagePurposes, uploadRules } from "./purposes.ts";
import { type FileWireContext, isExpired } from "./wire.ts";

type FileContext = ContentsContext & FileWireContext;

/** Stripe API, access to verification results: a link to an Identity image lives 30 seconds at most. */
const longestLinkSeconds = 30;

/** Stripe API, Files: create, list, retrieve, and the contents; FileLinks: create, list, retrieve, update. */
export const fileEndpoints: readonly Endpoint<FileContext>[] = [
  {
    method: "POST",
    path: "/v1/files",
    kind: "file",
    permission: "files_write",
    fromPages: true,
    prepare: prepareUpload,
  },
  { method: "GET", path: "/v1/files", kind: "file", list: true, permission: "files_read", prepare: prepareFileList },
  {
    method: "GET",
    path: "/v1/files/:id",
    kind: "file",
    permission: "files_read",
    prepare: () => (call) => call.show("file", call.target("file")),
  },
  { method: "GET", path: "/v1/files/:id/contents", kind: "file", permission: "files_read", prepare: () => download },
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

function prepareUpload(parameters: Parameters) {
  const purpose = parameters.oneOf("purpose", uploadPurposes);
  if (!purpose) throw missing("purpose");
  const upload = parameters.requiredFile("file");
  const { type, keptSeconds } = checkUpload(upload, purpose);
  const linkData = readLinkData(parameters);
  if (linkData && !linkablePurposes.includes(purpose)) throw notLinkable(purpose, "file_link_data[create]");

  return (call: Call, context: FileContext) => {
    if (!pagePurposes.includes(purpose)) requirePermission(call.caller, "files_write");
    const now = context.clock.now();
    const file: FileRecord = {
      id: newId("file"),
      object: "file",
      created: now,
      expires_at: keptSeconds === null ? null : now + keptSeconds,
      filename: upload.filename || null,
      purpose,
      size: upload.bytes.length,
      title: null,
      type,
      url: null,
      internal: {
        verificationSession: null,
        drawing: null,
        fingerprint: fingerprintOf(upload.bytes),
        decided: null,
        use: null,
      },
    };
    context.objects.insert("file", call.account, file);
    keepContents(context.database, file, upload.bytes);
    if (linkData) {
      const { expiresAt, metadata } = linkData;
      const deadAt = deadAtMs(context, file, expiresAt, "file_link_data[expires_at]");
      insertLink(context, call.account, file, expiresAt, deadAt, metadata);
    }
    return call.show("file", file);
  };
}

const fingerprintOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("base64url");

/** The type of an upload that fits its purpose, and how long it is kept. Throws 400. */
function checkUpload({ filename, bytes }: Upload, purpose: UploadPurpose) {
  const { types, largestBytes, largestSide, keptSeconds } = uploadRules[purpose];
  const refuse = (why: string) => parameterError(`The file cannot be used as ${purpose}: ${why}.`, "file");
  if (bytes.length === 0) throw refuse("it is empty");
  if (bytes.length > largestBytes) throw refuse(`it has ${bytes.length} bytes, at most ${largestBytes} are allowed`);

  const sniffed = sniff(bytes);
  if (types && !types.includes(sniffed?.type ?? "")) {
    throw refuse(`its content is none of ${types.join(", ")}, whatever its name says`);
  }
  if (largestSide && Math.max(sniffed?.width ?? 0, sniffed?.height ?? 0) > largestSide) {
    throw refuse(`it has ${sniffed?.width} × ${sniffed?.height} pixels, at most ${largestSide} each way are allowed`);
  }
  return { type: sniffed?.type ?? extensionOf(filename), keptSeconds };
}

const extensionOf = (filename: string) => /\.([a-z0-9]{1,8})$/.exec(filename.toLowerCase())?.[1] ?? null;

/** Null: no link is wanted. */
function readLinkData(parameters: Parameters) {
  const given = parameters.hash("file_link_data");
  if (!given) return null;

  const create = given.boolean("create");
  const link = {
    expiresAt: given.integer("expires_at") ?? null,
    metadata: mergeMetadata({}, given.metadata()),
  };
  if (create === undefined) throw missing("file_link_data[create]");
  return create ? link : null;
}

function download(call: Call, context: FileContext): Contents {
  const file = call.target("file");
  if (!isDownloadable(file)) {
    throw new ApiError(
      `The contents of files with the purpose '${file.purpose}' cannot be downloaded with an API key.`,
      {
        status: 403,
      },
    );
  }
  const bytes = uploadedContents(context, file);
  if (!bytes) throw noSuch("file", file.id);
  return new Contents(mediaTypeOf(file.type), bytes);
}

function prepareFileList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [
    ...readCreated(parameters),
    ...equals("purpose", parameters.oneOf("purpose", filePurposes)),
  ];
  return (call: Call) => call.showList("file", { list, filters });
}

function prepareLinkCreate(parameters: Parameters) {
  const fileId = parameters.requiredString("file");
  const expiresAt = parameters.integer("expires_at") ?? null;
  const metadata = mergeMetadata({}, parameters.metadata());

  return (call: Call, context: FileContext) => {
    const file = call.find("file", fileId);
    if (!file) throw noSuch("file", fileId, "file");
    if (!linkablePurposes.includes(file.purpose)) throw notLinkable(file.purpose, "file");
    requireReadable(call, context, file);
    const link = insertLink(context, call.account, file, expiresAt, deadAtMs(context, file, expiresAt), metadata);
    return call.show("file_link", link);
  };
}

function insertLink(
  { objects, clock }: FileContext,
  account: string,
  file: FileRecord,
  expiresAt: number | null,
  deadAtMs: number | null,
  metadata: Metadata,
): FileLinkRecord {
  const link: FileLinkRecord = {
    id: newId("link"),
    object: "file_link",
    created: clock.now(),
    expires_at: expiresAt,
    file: file.id,
    livemode: false,
    metadata,
    internal: { token: randomToken(40), deadAtMs },
  };
  objects.insert("file_link", account, link);
  return link;
}

const notLinkable = (purpose: FilePurpose, param: string) =>
  parameterError(`Links cannot be made of files with the purpose '${purpose}'.`, param);

/** Throws unless the caller may reach the contents: those of an image of Identity's only with a key for sensitive results. */
function requireReadable({ caller }: Call, { clock }: FileContext, file: FileRecord): void {
  const { verificationSession, drawing } = file.internal;
  if (verificationSession === null) return;

  requireSensitive(caller);
  requireRecent(clock, caller, file.created);
  if (!drawing) throw new ApiError(`The contents of the file '${file.id}' have been redacted.`);
}

/**
 * When a link dies on the emulator's clock; null for never. Of a link to an image of Identity's, the caller may have
 * counted the 30 seconds on real time or on the emulator's clock, wherever that was moved to; whichever fits is meant.
 */
function deadAtMs(
  { clock }: FileContext,
  file: FileRecord,
  expiresAt: number | null,
  param = "expires_at",
): number | null {
  const emulatorMs = clock.nowMs();
  if (file.internal.verificationSession === null) {
    if (expiresAt !== null && expiresAt * 1000 <= emulatorMs) {
      throw parameterError(`The time ${expiresAt} is past: ${param} must be in the future.`, param);
    }
    return expiresAt && expiresAt * 1000;
  }

  const livesMs = [emulatorMs, Date.now()]
    .map((nowMs) => (expiresAt ?? Number.POSITIVE_INFINITY) * 1000 - nowMs)
    .find((ms) => ms > 0 && ms <= longestLinkSeconds * 1000);
  if (livesMs !== undefined) return emulatorMs + livesMs;

  throw parameterError(
    `Links to files collected by Identity must expire within ${longestLinkSeconds} seconds: set expires_at to a time in the next ${longestLinkSeconds} seconds.`,
    param,
  );
}

function prepareLinkUpdate(parameters: Parameters) {
  const expiry = parameters.string("expires_at");
  const metadata = parameters.metadata();
  if (expiry && expiry !== "now" && !/^\d{1,12}$/.test(expiry)) {
    throw parameterError(`Invalid integer: ${expiry}`, "expires_at", "parameter_invalid_integer");
  }
  return (call: Call, context: FileContext) => {
    const link = call.target("file_link");
    if (isExpired(context, link)) throw new ApiError("An expired file link cannot be changed.");
    if (expiry === "now") {
      link.expires_at = context.clock.now();
      link.internal.deadAtMs = context.clock.nowMs();
    } else if (expiry !== undefined) {
      const file = call.find("file", link.file);
      if (!file) throw noSuch("file", link.file);
      requireReadable(call, context, file);
      link.expires_at = expiry === null ? null : Number(expiry);
      link.internal.deadAtMs = deadAtMs(context, file, link.expires_at);
    }
    link.metadata = mergeMetadata(link.metadata, metadata);
    context.objects.update("file_link", link);
    return call.show("file_link", link);
  };
}

function prepareLinkList(parameters: Parameters) {
  const list = readListParameters(parameters);
  const filters: Filter[] = [...readCreated(parameters), ...equals("file", parameters.text("file"))];
  const expired = parameters.boolean("expired");
  return (call: Call, { clock }: FileContext) => {
    const dead = "coalesce(document ->> '$.internal.deadAtMs' <= ?, 0)";
    const conditions: Condition[] =
      expired === undefined ? [] : [{ sql: expired ? dead : `not ${dead}`, values: [clock.nowMs()] }];
    return call.showList("file_link", { list, filters, conditions });
  };
}
