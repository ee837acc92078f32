import type { Database } from "../store/database.ts";
import { readSetting, writeSetting } from "../store/settings.ts";
import { ApiError } from "./errors.ts";

/** The keys and signing secrets in use. */
export type Keys = {
  secretKey: string;
  publishableKey: string;
  restrictedKey: string;
  webhookSecret: string;
  connectWebhookSecret: string;
};

/** What a restricted key may do, the last four by Stripe's names. The secret key may do all of it but read sensitive results. */
export const permissions = [
  "identity_read",
  "identity_write",
  "recent_sensitive",
  "all_sensitive",
  "files_read",
  "files_write",
  "events_read",
  "webhooks_read",
  "webhooks_write",
  "customers_read",
  "customers_write",
  "charges_write",
  "payment_intents_write",
  "payment_methods_write",
  "accounts_kyc_basic_read",
  "connected_account_write",
  "tokens_read",
  "tokens_write",
] as const;
export type Permission = (typeof permissions)[number];

const secretKeyPermissions: ReadonlySet<Permission> = new Set(
  permissions.filter((permission) => !permission.endsWith("_sensitive")),
);
const defaultRestrictedPermissions: readonly Permission[] = [
  "identity_read",
  "recent_sensitive",
  "files_read",
  "files_write",
];

/** Who calls: the account its key belongs to, and what it may do. `actingAccount` says for which account. */
export type Caller = { account: string; key: string; permissions: ReadonlySet<Permission> };

/** The account that all keys belong to; every other is connected to it. */
export const platformAccount = "acct_1EmulatorPlatform00";

/** What the restricted key may do now. */
export function restrictedPermissions(database: Database): readonly Permission[] {
  const stored = readSetting(database, "restricted_permissions");
  if (stored === null) return defaultRestrictedPermissions;
  return permissions.filter((permission) => stored.split(",").includes(permission));
}

/** Replaces what the restricted key may do; kept over restarts. */
export function setRestrictedPermissions(database: Database, granted: readonly Permission[]): void {
  writeSetting(database, "restricted_permissions", granted.join(","));
}

/** Who calls, from `Authorization` (Bearer, or Basic with the key as user name). Throws 401. */
export function authenticate(keys: Keys, database: Database, authorization: string | undefined): Caller {
  const key = keyFrom(authorization);
  if (!key) {
    throw new ApiError(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
      { status: 401, beforeExecution: true },
    );
  }
  if (key === keys.secretKey) return { account: platformAccount, key, permissions: secretKeyPermissions };
  if (key === keys.restrictedKey) {
    return { account: platformAccount, key, permissions: new Set(restrictedPermissions(database)) };
  }
  if (key === keys.publishableKey) return { account: platformAccount, key, permissions: new Set() };
  if (/^(sk|rk|pk|ek)_live_/.test(key)) {
    throw new ApiError("This is the Stripe emulator: it knows test mode only and refuses live keys.", {
      status: 401,
      beforeExecution: true,
    });
  }
  throw new ApiError(`Invalid API Key provided: ${maskKey(key)}`, { status: 401, beforeExecution: true });
}

/** Whether a page calls: anybody can read its key. */
export const isPublishable = ({ key }: Caller) => key.startsWith("pk_");

/** Throws 403 unless the caller has the permission. */
export function requirePermission(caller: Caller, permission: Permission): void {
  if (caller.permissions.has(permission)) return;
  if (isPublishable(caller)) {
    throw new ApiError(
      "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
      { status: 403, code: "secret_key_required", beforeExecution: true },
    );
  }
  throw new ApiError(
    `The provided key '${maskKey(caller.key)}' does not have the required permissions for this endpoint on account '${caller.account}'. Having the 'rak_${permission}' permission would allow this request to continue.`,
    { status: 403, beforeExecution: true },
  );
}

/** As errors show a key: with all but its first eight and last four characters starred. */
export function maskKey(key: string): string {
  return key.length <= 12 ? "*".repeat(key.length) : `${key.slice(0, 8)}${"*".repeat(key.length - 12)}${key.slice(-4)}`;
}

function keyFrom(authorization: string | undefined): string | null {
  const [, scheme, credentials] = /^(\w+)\s+(\S+)$/.exec(authorization ?? "") ?? [];
  if (!scheme || !credentials) return null;
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() === "basic") return Buffer.from(credentials, "base64").toString().split(":")[0] || null;
  return null;
}
