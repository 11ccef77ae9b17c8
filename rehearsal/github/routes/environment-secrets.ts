import { z } from 'zod';
import { unprocessable } from '../api-error.ts';
import { configurationName, MAX_VALUE_BYTES } from '../configuration-name.ts';
import { firstPage, timestamp } from '../listing.ts';
import { environmentRoutes, requireFound } from '../lookup.ts';
import { parseBody } from '../request-body.ts';
import type { ApiRequest, Route } from '../route.ts';
import type { Environment, GitHubState, Secret } from '../state.ts';

const sealedSecret = z.object({ encrypted_value: z.string().min(1), key_id: z.string() });

/** Secrets of an environment. They are written sealed to its public key, and their values are never returned. */
export function environmentSecretRoutes(state: GitHubState): Route[] {
  const all = '/secrets';
  const one = `${all}/:name`;
  return [
    ...environmentRoutes(state, 'GET', `${all}/public-key`, (_request, { sealingKey }) => ({
      status: 200,
      body: { key_id: sealingKey.keyId, key: sealingKey.publicKey },
    })),
    ...environmentRoutes(state, 'GET', all, (request, environment) => {
      const secrets = [...environment.secrets.values()].map(secretBody);
      return { status: 200, body: { total_count: secrets.length, secrets: firstPage(request, secrets) } };
    }),
    ...environmentRoutes(state, 'GET', one, (request, environment) => ({
      status: 200,
      body: secretBody(findSecret(request, environment)),
    })),
    ...environmentRoutes(state, 'PUT', one, (request, environment) => {
      const name = configurationName(request.param('name'));
      const value = openValue(environment, parseBody(sealedSecret, request.body));
      const updatedAt = state.now();
      const before = environment.secrets.get(name);
      environment.secrets.set(name, { name, value, createdAt: before?.createdAt ?? updatedAt, updatedAt });
      return before === undefined ? { status: 201, body: {} } : { status: 204 };
    }),
    ...environmentRoutes(state, 'DELETE', one, (request, environment) => {
      environment.secrets.delete(findSecret(request, environment).name);
      return { status: 204 };
    }),
  ];
}

/**
 * Opens a sealed value. An empty value is refused, although GitHub does not document this: a workflow cannot tell an
 * empty secret from a missing one, so sending one is a mistake.
 */
function openValue({ sealingKey }: Environment, sealed: z.infer<typeof sealedSecret>): Buffer {
  const value = sealed.key_id === sealingKey.keyId ? sealingKey.open(sealed.encrypted_value) : undefined;
  if (value === undefined) {
    throw unprocessable('Bad request - validation failed due to an improperly encrypted secret');
  }
  if (value.length === 0) throw unprocessable('Secret value cannot be empty.');
  if (value.length > MAX_VALUE_BYTES) throw unprocessable('Secret value exceeds 48 KB.');
  return value;
}

function findSecret(request: ApiRequest, environment: Environment): Secret {
  return requireFound(environment.secrets.get(request.param('name').toUpperCase()));
}

function secretBody(secret: Secret) {
  return {
    name: secret.name,
    created_at: timestamp(secret.createdAt),
    updated_at: timestamp(secret.updatedAt),
  };
}
