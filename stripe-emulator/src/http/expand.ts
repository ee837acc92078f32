import type { Kind } from "../records/kinds.ts";
import { ApiError } from "./errors.ts";

/** What `expand` can do below an object: show hidden properties, and put objects in the place of their ids. */
export type Shape = { readonly [property: string]: ExpandableProperty };
type ExpandableProperty = {
  /** Absent unless expanded. */
  hidden?: true;
  /** Needs a restricted key that may read sensitive results. */
  sensitive?: true;
  /** Holds the id of an object of this kind. */
  reference?: Kind;
  /** What can be expanded further down; of the referenced object, if it is a reference. */
  shape?: Shape;
};

/** Properties to expand, each with those to expand below it. */
export type ExpandTree = { [property: string]: ExpandTree };

/** Wire form of an object, hidden properties included. */
export type Wire = Record<string, unknown>;

/** What `expand[]` asked for, checked against the shape. Throws 400 for a path that cannot be expanded. */
export function parseExpand(paths: readonly string[], shape: Shape, onList: boolean): ExpandTree {
  const tree: ExpandTree = {};
  for (const path of paths) {
    const names = path.split(".");
    if (names.length > 4) {
      throw expandError(`You cannot expand more than 4 levels of a property. Property: ${path}`);
    }
    if (onList && names.shift() !== "data") {
      throw expandError(
        `This property cannot be expanded (${path}). You may want to try expanding 'data.${path}' instead.`,
      );
    }
    if (names.length === 0) throw expandError(`This property cannot be expanded (${path}).`);

    let known: Shape | undefined = shape;
    let branch = tree;
    for (const name of names) {
      const property: ExpandableProperty | undefined = known && Object.hasOwn(known, name) ? known[name] : undefined;
      if (!property) throw expandError(`This property cannot be expanded (${path}).`);
      branch[name] ??= {};
      branch = branch[name];
      known = property.shape;
    }
  }
  return tree;
}

/** True if the tree names a property that only a key for sensitive results may read. */
export function asksForSensitive(tree: ExpandTree, shape: Shape): boolean {
  return Object.entries(tree).some(([name, below]) => {
    const property = shape[name];
    return property?.sensitive === true || asksForSensitive(below, property?.shape ?? {});
  });
}

/**
 * The object as the caller asked to see it: hidden properties out unless in the tree, references replaced by what
 * `resolve` finds for them.
 */
export function applyExpand(
  wire: Wire,
  shape: Shape,
  tree: ExpandTree,
  resolve: (kind: Kind, id: string) => Wire | null,
): Wire {
  const shown: Wire = {};
  for (const [name, value] of Object.entries(wire)) {
    const property = shape[name];
    const branch = tree[name];
    if (!property) shown[name] = value;
    else if (property.hidden && !branch) continue;
    else if (property.reference && branch && typeof value === "string") {
      const referenced = resolve(property.reference, value);
      shown[name] = referenced ? applyExpand(referenced, property.shape ?? {}, branch, resolve) : value;
    } else if (property.shape && isObject(value)) {
      shown[name] = applyExpand(value, property.shape, branch ?? {}, resolve);
    } else shown[name] = value;
  }
  return shown;
}

const isObject = (value: unknown): value is Wire => typeof value === "object" && value !== null;

const expandError = (message: string) => new ApiError(message, { beforeExecution: true });
