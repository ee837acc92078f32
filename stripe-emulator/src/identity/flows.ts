import { ControlError } from "../control/errors.ts";
import type { Emulator } from "../emulator.ts";
import { platformAccount } from "../http/keys.ts";
import { newId, randomToken } from "../ids.ts";
import type { DocumentOptions, DocumentType, SessionOptions, VerificationFlowRecord } from "../records.ts";

/** Stripe API, verification flows: what the Dashboard saves; here a control call does. */
type CreatedFlow = { id: string; static_link: string; options: SessionOptions; return_url: string | null };

const documentTypes: readonly DocumentType[] = ["driving_license", "id_card", "passport"];

/**
 * Makes a flow from `{document?, email?, phone?, matching?, return_url?}`, the first four as in VerificationSession.options.
 * Throws ControlError for anything else.
 */
export function createFlow(emulator: Emulator, given: Record<string, unknown>, origin: string): CreatedFlow {
  const { document, email, phone, matching, return_url: returnUrl = null, ...rest } = given;
  refuse(rest, "");
  if (returnUrl !== null && !(typeof returnUrl === "string" && /^https?:/.test(returnUrl) && URL.canParse(returnUrl))) {
    throw new ControlError("return_url must be an http or https URL.");
  }
  const flow: VerificationFlowRecord = {
    id: newId("vf"),
    created: emulator.clock.now(),
    options: {
      document: readDocument(hash(document, "document")),
      ...(email !== undefined && { email: readRequirement(hash(email, "email"), "email") }),
      ...(matching !== undefined && { matching: readMatching(hash(matching, "matching")) }),
      ...(phone !== undefined && { phone: readRequirement(hash(phone, "phone"), "phone") }),
    },
    return_url: returnUrl,
    token: randomToken(24),
  };
  emulator.objects.insert("verification_flow", platformAccount, flow);
  const { id, options } = flow;
  return { id, static_link: `${origin}/start-flow/${flow.token}`, options, return_url: returnUrl };
}

/** The flow of a static link, or null. */
export function findFlowByToken(emulator: Emulator, token: string): VerificationFlowRecord | null {
  return emulator.objects.where("verification_flow", "token", token)[0] ?? null;
}

function readDocument(given: Record<string, unknown>): DocumentOptions {
  const { allowed_types: types, ...flags } = given;
  const options: DocumentOptions = {};
  if (types !== undefined) {
    const allowed = documentTypes.filter((type) => Array.isArray(types) && types.includes(type));
    if (!Array.isArray(types) || allowed.length !== types.length) {
      throw new ControlError(`document.allowed_types must be an array of ${documentTypes.join(", ")}.`);
    }
    options.allowed_types = allowed;
  }
  for (const [name, value] of Object.entries(flags)) {
    const flag = (["require_id_number", "require_live_capture", "require_matching_selfie"] as const).find(
      (known) => known === name,
    );
    if (!flag) throw new ControlError(`Unknown property: document.${name}`);
    options[flag] = toFlag(value, `document.${name}`);
  }
  return options;
}

function readRequirement(given: Record<string, unknown>, path: string): { require_verification: boolean } {
  const { require_verification: required = false, ...rest } = given;
  refuse(rest, `${path}.`);
  return { require_verification: toFlag(required, `${path}.require_verification`) };
}

function readMatching(given: Record<string, unknown>): NonNullable<SessionOptions["matching"]> {
  const matching: NonNullable<SessionOptions["matching"]> = {};
  for (const [name, value] of Object.entries(given)) {
    if (name !== "dob" && name !== "name") throw new ControlError(`Unknown property: matching.${name}`);
    if (value !== "none" && value !== "similar")
      throw new ControlError(`matching.${name} must be "none" or "similar".`);
    matching[name] = value;
  }
  return matching;
}

function hash(value: unknown, path: string): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ControlError(`${path} must be an object.`);
}

function toFlag(value: unknown, path: string): boolean {
  if (typeof value === "boolean") return value;
  throw new ControlError(`${path} must be true or false.`);
}

function refuse(rest: Record<string, unknown>, prefix: string): void {
  const [stray] = Object.keys(rest);
  if (stray) throw new ControlError(`Unknown property: ${prefix}${stray}`);
}
