import { z } from 'zod';
import { configurationName, MAX_VALUE_BYTES } from '../configuration-name.ts';
import { firstPage, timestamp } from '../listing.ts';
import { environmentRoutes, found } from '../lookup.ts';
import { conflict, unprocessable } from '../refusal.ts';
import { parseBody } from '../request-body.ts';
import type { Call, Route } from '../route.ts';
import type { Environment, GitHubState, Variable } from '../state.ts';

const newVariable = z.object({ name: z.string(), value: z.string() });
const changedVariable = z.object({ value: z.string().optional() });

/** Variables of an environment: plain text, read back as they were written. */
export function environmentVariableRoutes(state: GitHubState): Route[] {
  const all = '/variables';
  const one = `${all}/:name`;
  return [
    ...environmentRoutes(state, 'GET', all, (call, environment) => {
      const variables = [...environment.variables.values()].map(variableBody);
      return { status: 200, body: { total_count: variables.length, variables: firstPage(call, variables) } };
    }),
    ...environmentRoutes(state, 'POST', all, (call, environment) => {
      const wanted = parseBody(newVariable, call.body);
      const name = configurationName(wanted.name);
      if (environment.variables.has(name)) throw conflict('Already exists - Variable already exists');
      const createdAt = state.now();
      environment.variables.set(name, {
        name,
        value: fitting(wanted.value),
        createdAt,
        updatedAt: createdAt,
      });
      return { status: 201, body: {} };
    }),
    ...environmentRoutes(state, 'GET', one, (call, environment) => ({
      status: 200,
      body: variableBody(variableOf(call, environment)),
    })),
    ...environmentRoutes(state, 'PATCH', one, (call, environment) => {
      const variable = variableOf(call, environment);
      variable.value = fitting(parseBody(changedVariable, call.body).value ?? variable.value);
      variable.updatedAt = state.now();
      return { status: 204 };
    }),
    ...environmentRoutes(state, 'DELETE', one, (call, environment) => {
      environment.variables.delete(variableOf(call, environment).name);
      return { status: 204 };
    }),
  ];
}

function variableOf(call: Call, environment: Environment): Variable {
  return found(environment.variables.get(call.param('name').toUpperCase()));
}

function fitting(value: string): string {
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES) throw unprocessable('Variable value exceeds 48 KB.');
  return value;
}

function variableBody(variable: Variable) {
  return {
    name: variable.name,
    value: variable.value,
    created_at: timestamp(variable.createdAt),
    updated_at: timestamp(variable.updatedAt),
  };
}
