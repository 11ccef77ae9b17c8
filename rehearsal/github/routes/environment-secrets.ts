import { z } from 'zod';
import { configurationName, MAX_VALUE_BYTES } from '../configuration-name.ts';
import { firstPage, timestamp } from '../listing.ts';
import { environmentRoutes, found } from '../lookup.ts';
import { unprocessable } from '../refusal.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
import type { Environment, GitHubState, Secret } from '../state.ts';

const sealedSecret = z.object({ encrypted_value: z.string().min(1), key_id: z.string() });

/** Secrets of an environment: written sealed to its public key, never read back. */
export function environmentSecretRoutes(state: GitHubState): Route[] {
  const all = '/secrets';
  const one = `${all}/:name`;
  return [
    ...environmentRoutes(state, 'GET', `${all}/public-key`, (_call, { sealingKey }) => ({
      status: 200,
      body: { key_id: sealingKey.keyId, key: sealingKey.publicKey },
    })),
    ...environmentRoutes(state, 'GET', all, (call, environment) => {
      const secrets = [...environment.secrets.values()].map(secretBody);
      return { status: 200, body: { total_count: secrets.length, secrets: firstPage(call, secrets) } };
    }),
    ...environmentRoutes(state, 'GET', one, (call, environment) => ({
      status: 200,
      body: secretBody(secretOf(call, environment)),
    })),
    ...environmentRoutes(state, 'PUT', one, (call, environment) => {
      const name = configurationName(call.param('name'));
      const value = openedValue(environment, parseBody(sealedSecret, call.body));
      const updatedAt = state.now();
      const before = environment.secrets.get(name);
      environment.secrets.set(name, { name, value, createdAt: before?.createdAt ?? updatedAt, updatedAt });
      return before === undefined ? { status: 201, body: {} } : { status: 204 };
    }),
    ...environmentRoutes(state, 'DELETE', one, (call, environment) => {
      environment.secrets.delete(secretOf(call, environment).name);
      return { status: 204 };
    }),
  ];
}

/**
 * The bytes of a sealed value. An empty one is refused although GitHub documents nothing about it: no workflow
 * can tell an empty secret from one that is not set, so one that arrives here is a mistake to be seen at once.
 */
function openedValue({ sealingKey }: Environment, sealed: z.infer<typeof sealedSecret>): Buffer {
  const value = sealed.key_id === sealingKey.keyId ? sealingKey.open(sealed.encrypted_value) : undefined;
  if (value === undefined) {
    throw unprocessable('Bad request - validation failed due to an improperly encrypted secret');
  }
  if (value.length === 0) throw unprocessable('Secret value cannot be empty.');
  if (value.length > MAX_VALUE_BYTES) throw unprocessable('Secret value exceeds 48 KB.');
  return value;
}

function secretOf(call: Call, environment: Environment): Secret {
  return found(environment.secrets.get(call.param('name').toUpperCase()));
}

function secretBody(secret: Secret) {
  return {
    name: secret.name,
    created_at: timestamp(secret.createdAt),
    updated_at: timestamp(secret.updatedAt),
  };
}
