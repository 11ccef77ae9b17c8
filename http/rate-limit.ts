const words = /rate.?limit|too.?many.?requests|abuse detection/i;

/**
 * Whether a response is a rate limit: status 429, or a 403 that says so. GitHub and ghcr.io answer 403 both to a denial
 * and to the secondary rate limit; only the latter has Retry-After, an x-ratelimit-remaining of 0, or says it in its
 * text.
 *
 * @param text the response's body, or the message in it
 */
export const isRateLimit = (status: number, headers: Headers, text: string): boolean =>
  status === 429 ||
  (status === 403 &&
    (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0' || words.test(text)));
