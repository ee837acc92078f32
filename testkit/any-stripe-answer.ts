import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { specificationFile } from "./specification.ts";

type Schema = {
  $ref?: string;
  type?: string;
  enum?: string[];
  anyOf?: Schema[];
  nullable?: boolean;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
};

// A cast, because the file is part of this repository and the generator below fails on a shape that it does not know.
const { components } = JSON.parse(readFileSync(specificationFile, "utf8")) as {
  components: { schemas: Record<string, Schema> };
};

const oddText = fc.oneof(
  fc.constantFrom(
    "",
    "UNO",
    "XXB",
    "RKS",
    "D",
    "[redacted]",
    "unknown",
    "\0",
    "Ann\0a",
    "\ud800",
    "x\udc00y",
    "\u202eabc",
  ),
  fc.constantFrom("x".repeat(3_000), "ß".repeat(5_000), "y".repeat(20_000), "'; --", "<b>", "__proto__"),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
);

const oddInteger = fc.oneof(
  fc.integer({ min: 1, max: 31 }),
  fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }),
  fc.constantFrom(0, -1, 9_999, 1e15, Number.MAX_SAFE_INTEGER),
);

/**
 * Everything that this schema of Stripe's OpenAPI lets Stripe send, and more: any property missing, any enum extended. `within`:
 * the schemas that it is a part of; one that holds itself, as an account does by way of its bank accounts, ends there.
 */
function anyOf(schema: Schema, within: readonly string[] = []): fc.Arbitrary<unknown> {
  const plain = (): fc.Arbitrary<unknown> => {
    if (schema.$ref) {
      const name = schema.$ref.split("/").at(-1) ?? "";
      return within.includes(name) ? fc.constant(null) : anyOf(components.schemas[name] ?? {}, [...within, name]);
    }
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => anyOf(each, within)));
    if (schema.enum) return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...schema.enum) }, oddText);
    switch (schema.type) {
      case "string":
        return oddText;
      case "integer":
        return oddInteger;
      case "number":
        return fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), oddInteger);
      case "boolean":
        return fc.boolean();
      case "array":
        return fc.array(anyOf(schema.items ?? {}, within), { maxLength: 3 });
      case "object": {
        const { properties, additionalProperties } = schema;
        if (typeof additionalProperties === "object")
          return fc.dictionary(oddText, anyOf(additionalProperties, within));
        const fields = Object.entries(properties ?? {}).map(([name, inner]) => [name, anyOf(inner, within)] as const);
        return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
      }
      default:
        throw new Error(`no generator for ${JSON.stringify(schema)}`);
    }
  };
  return schema.nullable ? fc.oneof({ weight: 4, arbitrary: plain() }, fc.constant(null)) : plain();
}

/** Any object that one of Stripe's schemas describes, for instance `identity.verification_report`. */
export function anyStripeObject(name: string): fc.Arbitrary<Record<string, unknown>> {
  const schema = components.schemas[name];
  if (!schema) throw new Error(`Stripe's OpenAPI has no ${name}`);
  // The schemas of objects have the type "object", which `anyOf` makes a record of.
  return anyOf({ ...schema, nullable: false }, [name]) as fc.Arbitrary<Record<string, unknown>>;
}

/** A Stripe that answers each request with what `answer` gives for its path. `close` ends it. */
export async function startAnsweringServer(
  answer: (path: string) => unknown,
): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer(request.url ?? "")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address with it.
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}`, close: () => server.close() };
}
