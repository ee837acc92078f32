import type { Cause } from "../records/event.ts";
import type { Kind, Records } from "../records/kinds.ts";
import type { Wire } from "./expand.ts";
import type { Caller, Permission } from "./keys.ts";
import type { ListQuery } from "./lists.ts";
import type { Parameters } from "./parameters.ts";
import type { Contents } from "./reply.ts";

/**
 * One call of the API. `prepare` reads and checks parameters; what it returns executes the call in a transaction, with the
 * parts of the emulator it names as its `Context`.
 */
export type Endpoint<Context = unknown> = {
  method: "GET" | "POST" | "DELETE";
  /**
   * Each `:name` stands for one path segment; `:id` is the object the call is about, and `:account` the account, its own or
   * a connected one, whose objects the call reads and writes.
   */
  path: string;
  /** What its answer is made of; null if nothing is kept of it. */
  kind: Kind | null;
  list?: true;
  permission: Permission;
  /** Pages may make it, too: with the publishable key, which has no permissions, and from any origin. */
  fromPages?: true;
  prepare(parameters: Parameters): (call: Call, context: Context) => Wire | Contents;
};

/** For whom something is done: an account, with what belongs to the account of the caller. */
export type Acting = { account: string; caller: Pick<Caller, "account"> };

/** A call in execution. */
export type Call = {
  /** The account it is about: the key's own, or the connected one it names. What it reads and writes is that account's. */
  account: string;
  cause: Cause;
  caller: Caller;
  /** `http://host` as the caller wrote it. */
  origin: string;
  /** What stands in the path for `:name`, without escapes. The endpoint's path must declare it. */
  parameter(name: string): string;
  /** The account's object with this id, or null. */
  find<K extends Kind>(kind: K, id: string): Records[K] | null;
  /** The account's object whose id the path holds as `:name`. Throws 404. */
  target<K extends Kind>(kind: K, name?: string): Records[K];
  /** An object as the caller asked to see it. */
  show<K extends Kind>(kind: K, record: Records[K]): Wire;
  /** A page of the account's objects. Throws 400 for a cursor that is none of them, and for two at once. */
  showList(kind: Kind, query: ListQuery): Wire;
};
