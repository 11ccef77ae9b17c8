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
  /** Where the token is in the answer. */
  token: pointer.default('/token'),
});

/** What an application says of itself to its end-to-end tests. */
export const e2eSchema = z.strictObject({
  /** Goes before every path below and in the scenarios. */
  basePath: path.default('/'),
  /** Where the application tells its version; without it, the deploy event tells it. */
  version: z.strictObject({ path, pointer }).optional(),
  /** What must pass: names of files in e2e/scenarios. */
  scenarios: z.array(name).min(1),
  login: loginSchema.prefault({}),
  variables: z.strictObject({
    /** Where the application is; by default at the environment's `url`. */
    url: variable,
    password: variable,
  }),
});

export type E2e = z.output<typeof e2eSchema>;
