/** How a registry asks for authorization: Basic, or a Bearer token from a token server. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string };

const challengePart = /\s*,*\s*([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/gy;

/**
 * Parses the header WWW-Authenticate (RFC 9110, 11.6.1). If it has several challenges, Bearer is preferred to Basic.
 *
 * @returns undefined if it has neither
 */
export function parseChallenge(header: string): Challenge | undefined {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const [, name = '', quoted, plain] of header.matchAll(challengePart)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain;
    if (value === undefined) found.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else found.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  const bearer = found.find(({ scheme }) => scheme === 'bearer')?.parameters;
  const realm = bearer?.get('realm');
  if (realm !== undefined) {
    const service = bearer?.get('service');
    return { scheme: 'bearer', realm, ...(service === undefined ? {} : { service }) };
  }
  return found.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined;
}
