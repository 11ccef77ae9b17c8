// Better a harmless value too many than a secret: a name is judged by what it contains, wherever the words part.
const secretWords =
  /password|passwd|passphrase|secret|token|credential|authorization|bearer|htpasswd|dockerconfig|connectionstring|(?:api|private|access|signing|encryption|auth|shared|session|master|license|account|ssh)key/;
const shortWords = /(?:^|[^a-z])(?:dsn|pat)(?:$|[^a-z])|(?:pass|pwd)(?:$|[^a-z])/;

/** Such names say where a secret is, or how it is used, and not what it is. */
const references =
  /(?:names?|namespace|refs?|selector|path|file|dir|mount|class|type|kind|policy|store|provider|issuer|audiences?|ur[il]|endpoint|host|port|ttl|seconds|minutes|hours|days|duration|timeout|expiry|expiration|lifetime|length|size|limit|count|interval|enabled|optional|version|algorithm|format|method)$|(?:existing|pull|tls|image)secrets?$|(?:by|com|proxy|fastcgi|grpc|uwsgi)pass$/;

/**
 * Whether what stands under this name is likely a secret: `ADMIN_PASSWORD`, `apiKey`, `registry.token`; but not
 * `secretName`, `passwordFile`, `imagePullSecrets`.
 */
export function isSensitiveName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const joined = words.replace(/[^a-z0-9]/g, '');
  return (secretWords.test(joined) || shortWords.test(words)) && !references.test(joined);
}
