/** A response's body is larger than the limit. */
export class BodyTooLarge extends Error {
  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** Bytes that are read of a response with an error status. */
const errorLimit = 64 * 1024;

/**
 * Reads the body of a response.
 *
 * @param limit in bytes, after decompression. It does not apply to an error (status 400 and above): of its body the
 *   first 64 KiB are returned.
 * @throws BodyTooLarge if the body is larger than the limit; the rest is not read. Whatever the stream throws if the
 *   connection breaks.
 */
export async function readBody(response: Response, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return new Uint8Array();
  const isError = response.status >= 400;
  const most = isError ? errorLimit : limit;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    chunks.push(chunk);
    if (size <= most) continue;
    // Leaving the loop cancels the stream.
    if (isError) break;
    throw new BodyTooLarge(limit);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return isError ? bytes.slice(0, most) : bytes;
}
