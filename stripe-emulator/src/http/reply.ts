/** What an endpoint answers with that is not JSON. */
export class Contents {
  readonly type: string;
  readonly bytes: Buffer;

  /** `type` is the media type. */
  constructor(type: string, bytes: Buffer) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** What a handler answers with. */
export type Answer = { status: number; headers: Record<string, string>; body: string | Buffer };

/** Instead of an answer: leave the client waiting. */
export const hangConnection = Symbol("hang");
/** Instead of an answer: drop the connection. */
export const cutConnection = Symbol("cut");
export type Reply = Answer | typeof hangConnection | typeof cutConnection;

/** JSON, indented as Stripe's is. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body, null, 2) };
}
