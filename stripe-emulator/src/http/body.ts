import { ApiError } from "./errors.ts";
import { decodePairs, type FormHash, malformedForm, nest, Upload } from "./form.ts";

/**
 * The parameters of a request, of its query and its body alike. Throws ApiError: 413 for a body of null (larger than the
 * server reads), 400 for one that is no form or not well formed.
 */
export async function readParameters(
  query: string,
  body: Buffer | null,
  contentType: string | null,
): Promise<FormHash> {
  if (body === null) throw new ApiError("The request body is too large.", { status: 413, beforeExecution: true });

  const fromQuery = decodePairs(query);
  if (body.length === 0) return nest(fromQuery);
  const [type] = (contentType ?? "application/x-www-form-urlencoded").toLowerCase().split(";");
  switch (type?.trim()) {
    case "application/x-www-form-urlencoded":
      return nest([...fromQuery, ...decodePairs(textOf(body))]);
    case "multipart/form-data":
      return nest([...fromQuery, ...(await readMultipart(body, contentType ?? ""))]);
    default:
      throw malformedForm();
  }
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw malformedForm();
  }
}

async function readMultipart(body: Buffer, contentType: string): Promise<[string, string | Upload][]> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } })
    .formData()
    .catch(() => {
      throw new ApiError("Invalid request (the body is not well-formed multipart/form-data).", {
        beforeExecution: true,
      });
    });
  return Promise.all(
    Array.from(
      form,
      async ([name, value]): Promise<[string, string | Upload]> => [
        name,
        typeof value === "string" ? value : new Upload(value.name, Buffer.from(await value.arrayBuffer())),
      ],
    ),
  );
}
