/** A body that is larger than was allowed. */
export class BodyTooLarge extends Error {
  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** How much is read of an answer that reports an error. */
const errorLimit = 64 * 1024;

/**
 * Reads a body, counted after decompression.
 *
 * @param limit bytes; of an answer that reports an error (status 400 and above) the first 64 KiB are returned
 * @throws BodyTooLarge when it is larger; the rest is not read. Whatever the stream throws when it breaks off.
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
