/*
 * The one file of a form (RFC 7578), passed on while it comes in: our forms that send a file have no other field, so that how
 * long the file is follows from the length of the body, and its bytes need not be looked through for the boundary.
 */

/** More than the headers of one part that a browser writes. */
const longestHead = 8 * 1024;

/** What surrounds a file in the body of a form, at most; a route's limit is that much more than its files'. */
export const formOverhead = longestHead + 1024;

/** Why there is no file to pass on. `cut_off`: the connection ended before the body was whole. */
type FileProblem = "not_a_form" | "no_length" | "too_large" | "cut_off";

/** Thrown where the rest of a file cannot be had. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly code: FileProblem;

  constructor(code: FileProblem) {
    super(code);
    this.code = code;
  }
}

/** A file that is still coming in. */
export type FilePart = {
  /** Its length in bytes. */
  size: number;
  /** To be read once. Throws `FileError` where the body ends too early, or is not what its length said. */
  chunks: AsyncIterable<Uint8Array>;
};

const boundaryOf = (type: string | null) =>
  /^multipart\/form-data;.*\bboundary=("?)([\w'()+,./:=? -]{1,70})\1\s*$/i.exec(type ?? "")?.[2] ?? null;

/**
 * The file of a form that has no other field. Reads the head of its part and leaves the rest to `chunks`. Throws `FileError`
 * for what is no such form, names no length, or is longer than `maxBytes` in all.
 */
export async function readFilePart(
  { headers, body }: Pick<Request, "headers" | "body">,
  maxBytes: number,
): Promise<FilePart> {
  const boundary = boundaryOf(headers.get("content-type"));
  if (boundary === null || body === null) throw new FileError("not_a_form");
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (!Number.isSafeInteger(length)) throw new FileError("no_length");
  if (length > maxBytes) throw new FileError("too_large");

  const source = readAll(body);
  const { head, rest } = await readHead(source);
  const end = Buffer.from(`\r\n--${boundary}--`);
  const isFile =
    head.startsWith(`--${boundary}\r\n`) && /^content-disposition: *form-data;.*\bfilename\*?=/im.test(head);
  // A line break may follow the last boundary, and browsers write one (RFC 2046, 5.1.1; Chromium, Firefox, Safari).
  const size = length - Buffer.byteLength(head, "latin1") - end.length - 2;
  if (!isFile || size < 0) throw new FileError("not_a_form");
  return { size, chunks: contents(rest, source, size, Buffer.concat([end, Buffer.from("\r\n")])) };
}

async function* readAll(body: NonNullable<Request["body"]>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch {
    throw new FileError("cut_off");
  }
}

const endOfHead = Buffer.from("\r\n\r\n");

async function readHead(source: AsyncGenerator<Uint8Array, void>): Promise<{ head: string; rest: Uint8Array }> {
  let read = Buffer.alloc(0);
  for (;;) {
    const end = read.indexOf(endOfHead);
    if (end >= 0) {
      const start = end + endOfHead.length;
      return { head: read.toString("latin1", 0, start), rest: read.subarray(start) };
    }
    if (read.length > longestHead) throw new FileError("not_a_form");
    const { value, done } = await source.next();
    if (done) throw new FileError("cut_off");
    read = Buffer.concat([read, value]);
  }
}

/** The file's own bytes; then what is left must be the end of the form. */
async function* contents(
  first: Uint8Array,
  source: AsyncGenerator<Uint8Array, void>,
  size: number,
  end: Buffer,
): AsyncGenerator<Uint8Array, void> {
  let missing = size;
  const tail: Uint8Array[] = [];
  const split = (chunk: Uint8Array) => {
    const own = chunk.subarray(0, missing);
    missing -= own.length;
    if (own.length < chunk.length) tail.push(chunk.subarray(own.length));
    return own;
  };
  const begin = split(first);
  if (begin.length > 0) yield begin;
  for await (const chunk of source) {
    const own = split(chunk);
    if (own.length > 0) yield own;
  }
  if (missing > 0) throw new FileError("cut_off");
  if (!Buffer.concat(tail).equals(end)) throw new FileError("not_a_form");
}
