/**
 * Gives the memory of a chunk back that nobody reads any more: it is empty then. One that shares its memory stays as it is. For the
 * bytes of files: left to the collector, they are what it is started for, and each time it looks through all that the web holds.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
