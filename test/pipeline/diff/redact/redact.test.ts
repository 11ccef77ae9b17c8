import { describe, expect, it } from '@jest/globals';
import { parseObjects } from '../../../../pipeline/diff/manifests/parse.ts';
import { redact } from '../../../../pipeline/diff/redact/redact.ts';
import { isSensitiveName } from '../../../../pipeline/diff/redact/sensitive.ts';
import { objectOf } from '../manifests/manifests.ts';

const key = new Uint8Array(32).fill(7);
const redactText = (manifest: string) => redact(objectOf(manifest), key);
const digest = expect.stringMatching(/^<secret [0-9a-f]{8}>$/);

describe('isSensitiveName', () => {
  it.each(
    'password ADMIN_PASSWORD dbPasswd pgpassword requirepass DB_PASS pwd api-key apiKey APIKEY privateKey AWS_SECRET_ACCESS_KEY authToken client_secret credentials .dockerconfigjson Authorization SIGNING_KEY token.txt'.split(
      ' ',
    ),
  )('is true for %s', (name) => expect(isSensitiveName(name)).toBe(true));

  it.each(
    'name secretName secretKeyRef existingSecret imagePullSecrets registryPullSecret passwordFile tokenUrl tokenExpirationSeconds secretRef key keyPath hostname bypass compass proxy_pass publicKey monkey path'.split(
      ' ',
    ),
  )('is false for %s', (name) => expect(isSensitiveName(name)).toBe(false));
});

describe('redact', () => {
  it('hides the values of a Secret, with the same digest in data and in stringData', () => {
    const head =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: demo, labels: { x: y1 } }\ntype: Opaque\n';
    const encoded = redactText(`${head}data: { a: aHVudGVyMg==, b: "" }`);
    const plain = redactText(`${head}stringData: { a: hunter2, b: "" }`);
    expect(encoded).toEqual({ ...objectOf(head), data: { a: digest, b: '' } });
    expect(plain['stringData']).toEqual(encoded['data']);
  });

  it('gives different digests for different values and for different keys', () => {
    const hidden = (value: string, other = key) =>
      redact(objectOf(`apiVersion: v1\nkind: X\nmetadata: { name: a }\npassword: ${value}`), other)[
        'password'
      ];
    expect(hidden('a')).toBe(hidden('a'));
    expect(new Set([hidden('a'), hidden('b'), hidden('a', new Uint8Array(32))]).size).toBe(3);
  });

  it.each([
    ['a field', 'spec: { password: hunter2 }'],
    ['a number', 'spec: { pinToken: 47114711 }'],
    ['a list', 'spec: { tokens: [hunter2] }'],
    ['an env entry', 'spec: { env: [{ name: ADMIN_PASSWORD, value: hunter2 }] }'],
    ['a Helm parameter', 'spec: { parameters: [{ name: auth.token, value: hunter2 }] }'],
    ['the argument after a flag', 'spec: { args: ["--token", "hunter2"] }'],
    ['the value of a flag', 'spec: { args: ["--db-password=hunter2"] }'],
    ['a variable in a shell command', `spec: { command: [sh, -c, 'PGPASSWORD="hunter2" psql'] }`],
    ['a flag in a shell command', `spec: { command: [sh, -c, 'mysql --password hunter2 db'] }`],
    ['a password in a URL', 'spec: { env: [{ name: DB, value: "postgres://joe:hunter2@db/x" }] }'],
    ['a connection string', 'spec: { env: [{ name: DB, value: "host=db password=hunter2" }] }'],
    [
      'the last-applied-configuration of kubectl',
      `metadata: { name: a, annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"data":{"x":"hunter2"}}' } }`,
    ],
    ['a text that contains a well-known token', 'spec: { note: "ghp_hunter2hunter2hunter2hunter2" }'],
    ['an HTTP header', 'spec: { httpHeaders: [{ name: Authorization, value: Bearer hunter2 }] }'],
    ['binary data', 'binaryData: { x: hunter22 }'],
  ])('hides the secret in %s', (_, content) => {
    const metadata = content.startsWith('metadata') ? '' : 'metadata: { name: a }\n';
    const text = JSON.stringify(redactText(`apiVersion: v1\nkind: Pod\n${metadata}${content}`));
    expect(text).toContain('<secret ');
    expect(text).not.toMatch(/hunter|4711/);
  });

  it.each([
    ['JSON', '{"user": "joe", "password": "hunter2", "nested": {"apiKey": ["hunter2"]}}'],
    ['JSON below a sensitive name', '{"credentials": {"joe": "hunter2"}}'],
    ['JSON in JSON', '{"file": "{\\"token\\": \\"hunter2\\"}"}'],
    ['JSON with comments', '// users\n{\n  "user": "joe",\n  "password": "hunter2",\n}'],
    ['TOML', 'user = "joe"\npassword = "hunter2" # note'],
    ['a TOML string of several lines', 'token = """\nhunter2\n[x]\nhunter2"""\nuser = "joe"'],
    ['a section of TOML', '[auth.tokens]\nci = "hunter2"\n[other]\nuser = "joe"'],
    ['an inline table of TOML', 'tokens = { ci = "hunter2", cd = ["hunter2"] }\nuser = "joe"'],
    ['YAML', 'user: joe\npassword: it is hunter2\n'],
    ['a YAML block', 'password: |\n  first\n\n  hunter2\nuser: joe'],
    ['a YAML list', 'tokens:\n- hunter2\n- x: hunter2\nuser: joe'],
    ['a quoted string of several lines', "PASSWORD='one\nhunter2'\nuser=joe"],
    ['a string with escaped quotes', "password: 'it''s hunter2'\nuser: joe"],
    ['an environment file', 'export DB_PASSWORD=hunter2\nuser=joe'],
    ['a directive', 'port 1\nrequirepass hunter2\nuser joe'],
    [
      'a private key',
      'user: joe\nx: |\n  -----BEGIN EC PRIVATE KEY-----\n  hunter2\n  -----END EC PRIVATE KEY-----',
    ],
  ])('hides the secrets in a file of a ConfigMap: %s', (_, text) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { file: text } };
    const hidden = JSON.stringify(redact(object, key));
    expect(hidden).toContain('<secret ');
    expect(hidden).not.toContain('hunter2');
    if (text.includes('joe')) expect(hidden).toContain('joe');
  });

  it.each([
    ['starts like thousands of tokens', 'eyJaaaaaaaaa-'.repeat(80_000)],
    ['starts like thousands of private keys', 'A-----BEGIN A'.repeat(50_000)],
    ['is one very long word', 'a'.repeat(1_000_000)],
    ['is JSON nested too deep for recursion', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('finishes quickly for a text that %s', (_, text) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { file: text } };
    expect(redact(object, key)).toEqual(object);
  });

  it('does not change values that are not secret', () => {
    const text = `
apiVersion: v1
kind: Pod
metadata: { name: secret-server, namespace: tokens }
spec:
  automountServiceAccountToken: true
  imagePullSecrets: [{ name: registry }]
  containers:
    - name: token
      image: ghcr.io/owner/token-server:v1@sha256:00
      args: ["--config=/etc/x", --verbose, plain]
      env:
        - { name: PASSWORD, valueFrom: { secretKeyRef: { name: a, key: password } } }
        - { name: URL, value: "https://example.com:8443/x?y=1" }
  volumes: [{ name: a, secret: { secretName: b, items: [{ key: token, path: token }] } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  a.json: '{"user":   "joe"}'
  b.toml: |
    user = "joe"
    [servers]
    list = ["a"]
`;
    const { objects } = parseObjects(text);
    expect(objects.map((object) => redact(object, key))).toEqual(objects);
  });
});
