// It is better to hide a harmless value than to show a secret, so these words count anywhere in a name.
const secretWords =
  /password|passwd|passphrase|secret|token|credential|authorization|bearer|htpasswd|dockerconfig|connectionstring|(?:api|private|access|signing|encryption|auth|shared|session|master|license|account|ssh)key/;
const shortWords = /(?:^|[^a-z])(?:dsn|pat)(?:$|[^a-z])|(?:pass|pwd)(?:$|[^a-z])/;

/** Endings of names that hold the place of a secret, or how it is used, but not the secret itself. */
const references =
  /(?:names?|namespace|refs?|selector|path|file|dir|mount|class|type|kind|policy|store|provider|issuer|audiences?|ur[il]|endpoint|host|port|ttl|seconds|minutes|hours|days|duration|timeout|expiry|expiration|lifetime|length|size|limit|count|interval|enabled|optional|version|algorithm|format|method)$|(?:existing|pull|tls|image)secrets?$|(?:by|com|proxy|fastcgi|grpc|uwsgi)pass$/;

/**
 * Whether the value of a field with this name is probably a secret: `ADMIN_PASSWORD`, `apiKey`, `registry.token`; but not
 * `secretName`, `passwordFile`, `imagePullSecrets`.
 */
export function isSensitiveName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const joined = words.replace(/[^a-z0-9]/g, '');
  return (secretWords.test(joined) || shortWords.test(words)) && !references.test(joined);
}
