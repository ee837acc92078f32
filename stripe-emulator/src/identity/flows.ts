import { ControlError } from "../control/errors.ts";
import type { Emulator } from "../emulator.ts";
import { platformAccount } from "../http/keys.ts";
import { newId, randomToken } from "../ids.ts";
import { documentTypes } from "../records/person.ts";
import type { VerificationFlowRecord } from "../records/verification-flow.ts";
import type { DocumentOptions, SessionOptions } from "../records/verification-session.ts";

/** Stripe API, verification flows: what the Dashboard saves and shows; here control calls do. */
type ShownFlow = Pick<VerificationFlowRecord, "id" | "active" | "options" | "return_url"> & { static_link: string };

/**
 * Makes a flow from `{document?, email?, phone?, matching?, return_url?, active?}`, the first four as in
 * VerificationSession.options. Throws ControlError for anything else.
 */
export function createFlow(emulator: Emulator, given: Record<string, unknown>, origin: string): ShownFlow {
  const blank: VerificationFlowRecord = {
    id: newId("vf"),
    active: true,
    created: emulator.clock.now(),
    options: { document: {} },
    return_url: null,
    token: randomToken(24),
  };
  const flow = changeFlow(blank, given);
  emulator.objects.insert("verification_flow", platformAccount, flow);
  return showFlow(flow, origin);
}

/**
 * Changes what is given, each part as a whole; sessions made before keep what they were made with. A flow that is not
 * `active` has no static link that works. Throws ControlError, 404 if there is no such flow.
 */
export function updateFlow(emulator: Emulator, id: string, given: Record<string, unknown>, origin: string): ShownFlow {
  const known = emulator.objects.get("verification_flow", platformAccount, id);
  if (!known) throw new ControlError(`There is no verification flow ${id}.`, 404);

  const flow = changeFlow(known, given);
  emulator.objects.update("verification_flow", flow);
  return showFlow(flow, origin);
}

/** Every flow, oldest first. */
export function listFlows(emulator: Emulator, origin: string): ShownFlow[] {
  return emulator.objects.all("verification_flow").map((flow) => showFlow(flow, origin));
}

/** The active flow of a static link, or null. */
export function findFlowByToken(emulator: Emulator, token: string): VerificationFlowRecord | null {
  const flow = emulator.objects.where("verification_flow", "token", token)[0];
  return flow?.active ? flow : null;
}

function changeFlow(flow: VerificationFlowRecord, given: Record<string, unknown>): VerificationFlowRecord {
  const { document, email, phone, matching, return_url: returnUrl = flow.return_url, active, ...rest } = given;
  refuse(rest, "");
  if (returnUrl !== null && !(typeof returnUrl === "string" && /^https?:/.test(returnUrl) && URL.canParse(returnUrl))) {
    throw new ControlError("return_url must be an http or https URL.");
  }
  return {
    ...flow,
    ...(active !== undefined && { active: toFlag(active, "active") }),
    options: {
      ...flow.options,
      ...(document !== undefined && { document: readDocument(hash(document, "document")) }),
      ...(email !== undefined && { email: readRequirement(hash(email, "email"), "email") }),
      ...(matching !== undefined && { matching: readMatching(hash(matching, "matching")) }),
      ...(phone !== undefined && { phone: readRequirement(hash(phone, "phone"), "phone") }),
    },
    return_url: returnUrl,
  };
}

function showFlow({ id, active, options, return_url, token }: VerificationFlowRecord, origin: string): ShownFlow {
  return { id, active, static_link: `${origin}/start-flow/${token}`, options, return_url };
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
