import type { Prisma } from "@/prisma/generated/client";

/** What a redaction erases: the page that asks for it lists these, and each column of `kept` names one. */
export const erasedKinds = ["pictures", "outputs", "declared", "metadata", "key", "payloads"] as const;

/** What stays after a redaction, and why; listed likewise. */
export const stayingKinds = ["account", "codes", "consent", "audit", "stripe"] as const;

/**
 * What becomes of a column when its person is redacted. `none`: it is about nobody. Pictures, and what Stripe keeps as a
 * controller of its own, are at Stripe alone, so no column names them.
 */
type Fate =
  | `erased:${Exclude<(typeof erasedKinds)[number], "pictures">}`
  | `stays:${Exclude<(typeof stayingKinds)[number], "stripe">}`
  | "none";

type Columns<Model extends Prisma.ModelName> = Record<keyof Prisma.TypeMap["model"][Model]["payload"]["scalars"], Fate>;

/**
 * Every column of every table, and what a redaction does with it. A column without its line does not compile; the test
 * beside it redacts a person and looks into every column that is said to be erased.
 */
export const kept: { [Model in Prisma.ModelName]: Columns<Model> } = {
  User: {
    id: "stays:codes",
    email: "stays:account",
    emailVerified: "stays:account",
    role: "stays:account",
    locale: "stays:account",
    deactivatedAt: "stays:account",
    createdAt: "stays:account",
  },
  Account: {
    id: "stays:account",
    userId: "stays:account",
    type: "stays:account",
    provider: "stays:account",
    providerAccountId: "stays:account",
  },
  Session: {
    id: "stays:account",
    sessionToken: "stays:account",
    userId: "stays:account",
    expires: "stays:account",
    createdAt: "stays:account",
  },
  VerificationToken: {
    identifier: "stays:account",
    token: "stays:account",
    callbackPath: "stays:account",
    expires: "stays:account",
  },
  PersonLimit: { userId: "stays:codes", action: "stays:codes", spentUntil: "stays:codes" },
  SignInRequest: { id: "stays:account", subject: "stays:account", createdAt: "stays:account" },
  DataKey: {
    id: "stays:codes",
    userId: "stays:codes",
    keyId: "stays:codes",
    wrappedKey: "erased:key",
    createdAt: "stays:codes",
    destroyedAt: "stays:codes",
  },
  DeclaredDetails: {
    id: "erased:declared",
    userId: "erased:declared",
    version: "erased:declared",
    details: "erased:declared",
    createdAt: "erased:declared",
  },
  Verification: {
    id: "stays:codes",
    referenceNumber: "stays:codes",
    userId: "stays:codes",
    purpose: "stays:codes",
    status: "stays:codes",
    failureCode: "stays:codes",
    attempts: "stays:codes",
    maxAttempts: "stays:codes",
    documentType: "stays:codes",
    documentCountry: "stays:codes",
    sessionOrdinal: "stays:codes",
    reviewReason: "stays:codes",
    currentSessionId: "stays:codes",
    createdAt: "stays:codes",
    statusChangedAt: "stays:codes",
    startedAt: "stays:codes",
    submittedAt: "stays:codes",
    verifiedAt: "stays:codes",
    closedAt: "stays:codes",
    redactionRequestedAt: "stays:codes",
    redactedAt: "stays:codes",
    syncedAt: "stays:codes",
  },
  VerificationSession: {
    id: "stays:codes",
    verificationId: "stays:codes",
    type: "stays:codes",
    status: "stays:codes",
    lastErrorCode: "stays:codes",
    lastErrorReason: "stays:codes",
    lastReportId: "stays:codes",
    verificationFlow: "stays:codes",
    // Ours is a user's id. A flow's static link puts there whatever its address says.
    clientReferenceId: "erased:metadata",
    livemode: "stays:codes",
    proven: "stays:codes",
    askedAt: "stays:codes",
    redactionStatus: "stays:codes",
    createdAt: "stays:codes",
    syncedAt: "stays:codes",
    changedAt: "stays:codes",
    metadata: "erased:metadata",
    outputFirstName: "erased:outputs",
    outputLastName: "erased:outputs",
    outputAddress: "erased:outputs",
    syncTicket: "stays:codes",
  },
  VerificationReport: {
    id: "stays:codes",
    verificationSessionId: "stays:codes",
    type: "stays:codes",
    documentType: "stays:codes",
    documentCountry: "stays:codes",
    createdAt: "stays:codes",
    declaredDetailsId: "erased:declared",
  },
  VerificationCheck: {
    reportId: "stays:codes",
    kind: "stays:codes",
    status: "stays:codes",
    errorCode: "stays:codes",
    errorReason: "stays:codes",
  },
  Consent: {
    id: "stays:consent",
    userId: "stays:consent",
    verificationId: "stays:consent",
    choice: "stays:consent",
    version: "stays:consent",
    locale: "stays:consent",
    createdAt: "stays:consent",
  },
  StripeEvent: {
    id: "stays:codes",
    type: "stays:codes",
    objectId: "stays:codes",
    account: "stays:codes",
    apiVersion: "stays:codes",
    livemode: "stays:codes",
    outcome: "stays:codes",
    failureCode: "stays:codes",
    deliveries: "stays:codes",
    createdAt: "stays:codes",
    receivedAt: "stays:codes",
    processedAt: "stays:codes",
    payload: "erased:payloads",
    purgeAt: "stays:codes",
  },
  FailedAttempt: {
    id: "stays:codes",
    objectId: "stays:codes",
    attempt: "stays:codes",
    code: "stays:codes",
    stripeStatus: "stays:codes",
    durationMs: "stays:codes",
    exhausted: "stays:codes",
    failedAt: "stays:codes",
  },
  StripeBudget: { id: "none", tokens: "none", refilledAt: "none" },
  HighWaterMark: { name: "none", at: "none", beganAt: "none", cursor: "stays:codes" },
  ReconcilerFinding: { kind: "none", total: "none", lastCount: "none", lastFoundAt: "none" },
  FixedDrift: {
    id: "stays:codes",
    targetType: "stays:codes",
    targetId: "stays:codes",
    kind: "stays:codes",
    field: "stays:codes",
    held: "stays:codes",
    found: "stays:codes",
    fixedAt: "stays:codes",
  },
  AuditEntry: {
    id: "stays:audit",
    at: "stays:audit",
    actorId: "stays:audit",
    actorRole: "stays:audit",
    action: "stays:audit",
    targetType: "stays:audit",
    targetId: "stays:audit",
    verificationId: "stays:audit",
    subject: "stays:audit",
    reason: "stays:audit",
    hashVersion: "stays:audit",
    previousHash: "stays:audit",
    hash: "stays:audit",
  },
  AuditHead: {
    id: "stays:audit",
    entryId: "stays:audit",
    hash: "stays:audit",
    signedAt: "stays:audit",
    keyId: "stays:audit",
    signature: "stays:audit",
  },
  WorkerPool: { poolId: "none", processId: "none", createdAt: "none" },
  Process: {
    id: "none",
    kind: "none",
    host: "none",
    pid: "none",
    startedAt: "none",
    seenAt: "none",
    cpuShare: "none",
    memoryBytes: "none",
  },
};
