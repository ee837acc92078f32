import type { IncomingMessage } from "node:http";
import { giveBack } from "@/lib/chunk-memory";

/**
 * Whoever iterates over this body has each chunk until they ask for the next one; then its memory is given back. For Next, whose
 * `Request` copies each chunk before it asks.
 */
export function lendChunks(request: IncomingMessage): void {
  const chunks: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: request[Symbol.asyncIterator].bind(request) };
  request[Symbol.asyncIterator] = async function* (): AsyncGenerator<Uint8Array, undefined> {
    for await (const chunk of chunks) {
      yield chunk;
      giveBack(chunk);
    }
    return undefined;
  };
}
