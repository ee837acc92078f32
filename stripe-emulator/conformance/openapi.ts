import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { deviations } from "./deviations.ts";

/** As much of an OpenAPI 3.0 schema as Stripe's document uses. */
type OpenApiSchema = {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  maxLength?: number;
  items?: OpenApiSchema;
  anyOf?: OpenApiSchema[];
  properties?: Record<string, OpenApiSchema>;
  required?: string[];
  additionalProperties?: boolean | OpenApiSchema;
  "x-expansionResources"?: unknown;
  "x-subset-hiddenUnlessExpanded"?: boolean;
};

type Answers = { content?: { "application/json": { schema: OpenApiSchema } }; $ref?: string };
type Operation = {
  requestBody?: { content: Record<string, { schema: OpenApiSchema }> };
  responses: Record<string, Answers>;
};

type OpenApiDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, OpenApiSchema> };
};

/** A document beside this file. */
const read = (name: string) =>
  // Its own parts are all that is read.
  JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as OpenApiDocument;

/** Stripe's document, and what it lacks of Connect, in Stripe's own types. */
const [stripes, connect] = [read("./stripe-openapi-subset.json"), read("./stripe-openapi-connect.json")];
const document = { paths: { ...stripes.paths, ...connect.paths } };
const schemas = { ...stripes.components.schemas, ...connect.components.schemas };
for (const { schema, property } of deviations.alwaysPresent) schemas[schema]?.required?.push(property);
for (const { schema, property, value } of deviations.moreValues)
  schemas[schema]?.properties?.[property]?.enum?.push(value);

/** An answer to one request, and how it was asked for. */
export type Answer = {
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  /** Parsed JSON. */
  body: unknown;
  /** What `expand` named. */
  expand: readonly string[];
};

/** Every operation the document describes, as `GET /v1/events/{id}`. */
export const operations: readonly string[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** A parameter of a form, as errors name it (`individual[address][line2]`), and whether an empty value unsets it. */
export type FormParameter = { name: string; canBeUnset: boolean };

/** What an operation takes as a form, parts of hashes included, items of arrays not. */
export function formParameters(method: string, template: string): FormParameter[] {
  const content = document.paths[template]?.[method.toLowerCase()]?.requestBody?.content;
  const schema = content?.["application/x-www-form-urlencoded"]?.schema;
  return schema ? partsOf(schema, "") : [];
}

function partsOf(schema: OpenApiSchema, name: string): FormParameter[] {
  return (schema.anyOf ?? [schema])
    .map((one) => (one.$ref ? resolve(one.$ref) : one))
    .flatMap(({ properties = {} }) => Object.entries(properties))
    .flatMap(([key, given]) => {
      const part = given.$ref ? resolve(given.$ref) : given;
      const path = name ? `${name}[${key}]` : key;
      const canBeUnset = (part.anyOf ?? [part]).some((one) => one.enum?.includes("") === true);
      return [{ name: path, canBeUnset }, ...partsOf(part, path)];
    });
}

/** The operation a request belongs to, or null if the document has none. */
export function operationOf(method: string, path: string): string | null {
  const fits = (template: string) => {
    const [parts, asked] = [template.split("/"), path.split("/")];
    return parts.length === asked.length && parts.every((part, at) => part.startsWith("{") || part === asked[at]);
  };
  const template = Object.keys(document.paths).find(fits);
  return template && document.paths[template]?.[method.toLowerCase()] ? `${method} ${template}` : null;
}

/**
 * What is wrong with an answer, one line each: a property that is missing, added, or of another type, an error of
 * another shape, a success where the document has no operation. Empty if nothing is.
 */
export function problemsOf({ method, path, status, body, expand }: Answer): string[] {
  const operation = operationOf(method, path);
  const about = `${method} ${path} ${status}`;
  if (status !== 200) return problemsWith({ $ref: "#/components/schemas/error" }, [], body, about);
  if (!operation) return [`${about}: the document has no such operation`];

  const [, template = ""] = operation.split(" ");
  const schema =
    document.paths[template]?.[method.toLowerCase()]?.responses["200"]?.content?.["application/json"].schema;
  if (!schema) return [`${about}: the document describes no such answer`];
  return [...problemsWith(schema, expand, body, about), ...eventsIn(body).flatMap((event) => snapshotProblems(event))];
}

/** As `problemsOf`, of an event as a webhook delivers it: its own shape, and that of its snapshot, which is never expanded. */
export function eventProblems(event: unknown): string[] {
  return [...problemsWith({ $ref: "#/components/schemas/event" }, [], event, "webhook"), ...snapshotProblems(event)];
}

function snapshotProblems(event: unknown): string[] {
  const snapshot = member(member(event, "data"), "object");
  const name = member(snapshot, "object");
  const fits = (schema: OpenApiSchema) => schema.properties?.object?.enum?.includes(name) && !schema.properties.deleted;
  const found = Object.keys(schemas).find((key) => fits(schemas[key] ?? {}));
  if (!found) return [`event ${member(event, "type")}: the document has no ${name}`];
  return problemsWith({ $ref: `#/components/schemas/${found}` }, [], snapshot, `event ${member(event, "type")}`);
}

function eventsIn(body: unknown): unknown[] {
  const data = member(body, "data");
  const candidates = Array.isArray(data) ? data : [body];
  return candidates.filter((candidate) => member(candidate, "object") === "event");
}

/** A property of what may be anything. */
function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

const ajv = new Ajv({ allErrors: true });
const compiled = new Map<string, ValidateFunction>();

function problemsWith(schema: OpenApiSchema, expand: readonly string[], value: unknown, about: string): string[] {
  const key = JSON.stringify([schema, [...expand].sort()]);
  const validate = compiled.get(key) ?? ajv.compile(toJsonSchema(schema, toTree(expand), false));
  compiled.set(key, validate);
  if (validate(value)) return [];

  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const detail = Object.values(params).filter((param) => typeof param === "string");
    return `${about}: ${instancePath || "/"} ${message} ${detail.join()}`.trim();
  });
}

/** What `expand` named, each with what it named below. */
type ExpandTree = { [property: string]: ExpandTree };

function toTree(paths: readonly string[]): ExpandTree {
  const tree: ExpandTree = {};
  for (const path of paths) {
    let branch = tree;
    for (const name of path.split(".")) {
      branch[name] ??= {};
      branch = branch[name];
    }
  }
  return tree;
}

/**
 * The JSON Schema of exactly what may be answered to this `expand`: objects are closed, what is hidden until expanded is
 * absent until then and present from then on, and what can be expanded is an id until then and an object from then on.
 */
function toJsonSchema(schema: OpenApiSchema, tree: ExpandTree, expanded: boolean): object {
  if (schema.nullable)
    return { anyOf: [toJsonSchema({ ...schema, nullable: false }, tree, expanded), { type: "null" }] };
  if (schema.$ref) return toJsonSchema(resolve(schema.$ref), tree, expanded);
  if (schema.anyOf) {
    const shown = schema.anyOf.filter(({ $ref }) => !schema["x-expansionResources"] || Boolean($ref) === expanded);
    return { anyOf: shown.map((option) => toJsonSchema(option, tree, expanded)) };
  }
  if (schema.type === "array") return { type: "array", items: toJsonSchema(schema.items ?? {}, tree, false) };
  if (schema.type === "object") return toObjectSchema(schema, tree);

  const { type, enum: values, maxLength } = schema;
  return { type, ...(values && { enum: values }), ...(maxLength && { maxLength }) };
}

function toObjectSchema({ properties = {}, required = [], additionalProperties }: OpenApiSchema, tree: ExpandTree) {
  const shown = Object.entries(properties).filter(
    ([name, property]) => !property["x-subset-hiddenUnlessExpanded"] || tree[name],
  );
  const names = new Set(shown.map(([name]) => name));
  const revealed = shown.filter(([, property]) => property["x-subset-hiddenUnlessExpanded"]).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(
      shown.map(([name, property]) => [name, toJsonSchema(property, tree[name] ?? {}, tree[name] !== undefined)]),
    ),
    required: [...new Set([...required, ...revealed])].filter((name) => names.has(name)),
    additionalProperties:
      typeof additionalProperties === "object"
        ? toJsonSchema(additionalProperties, {}, false)
        : additionalProperties === true,
  };
}

function resolve(reference: string): OpenApiSchema {
  const found = schemas[reference.replace("#/components/schemas/", "")];
  if (!found) throw new Error(`The document has no ${reference}.`);
  return found;
}
