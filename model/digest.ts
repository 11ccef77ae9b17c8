/** `sha256:<64 hex>` or `sha512:<128 hex>`: the registered algorithms of the OCI image specification. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

const form = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether a text is a digest of a registered algorithm, in lower case. */
export const isDigest = (text: string): text is Digest => form.test(text);
