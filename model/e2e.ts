import { z } from 'zod';

const path = z.string().regex(/^\/[^?#\s]*$/, 'is not a path such as /api');
const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'is not the name of a variable (A-Z, 0-9, _)');
const pointer = z.string().regex(/^(\/([^~]|~[01])*)?$/, 'is not a JSON pointer such as /version (RFC 6901)');
const name = z.string().min(1);

const loginSchema = z.strictObject({
  path: path.default('/auth/login'),
  username: name.default('admin'),
  usernameField: name.default('username'),
  passwordField: name.default('password'),
  /** Where the token is in the response. */
  token: pointer.default('/token'),
});

/** The settings of an application for its end-to-end tests. */
export const e2eSchema = z.strictObject({
  /** Prefix of every path below and in the scenarios. */
  basePath: path.default('/'),
  /** Where the application serves its version. @default - the version in the deploy event is used */
  version: z.strictObject({ path, pointer }).optional(),
  /** The names of the scenarios that must pass. */
  scenarios: z.array(name).min(1),
  login: loginSchema.prefault({}),
  variables: z.strictObject({
    /** The variable with the application's address; without a value, the environment's `url` is used. */
    url: variable,
    password: variable,
  }),
});

export type E2e = z.output<typeof e2eSchema>;
