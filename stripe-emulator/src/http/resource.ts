import type { Kind, Records } from "../records/kinds.ts";
import type { Shape, Wire } from "./expand.ts";

/** How objects of one kind go out; `Context` is what that takes. */
type Resource<Item, Context> = {
  /** Hidden properties included; `origin` is where the caller reached the emulator. */
  toWire(context: Context, record: Item, origin: string): Wire;
  shape: Shape;
  /** When the results in it were processed, for the 48 h window; null if there are none. */
  processedAt(record: Item): number | null;
};

/** How objects of every kind go out. */
export type Resources<Context> = { readonly [K in Kind]: Resource<Records[K], Context> };
