import { z } from 'zod';
import { conflict, unprocessable } from '../api-error.ts';
import { configurationName, MAX_VALUE_BYTES } from '../configuration-name.ts';
import { firstPage, timestamp } from '../listing.ts';
import { environmentRoutes, requireFound } from '../lookup.ts';
import { parseBody } from '../request-body.ts';
import type { ApiRequest, Route } from '../route.ts';
import type { Environment, GitHubState, Variable } from '../state.ts';

const newVariable = z.object({ name: z.string(), value: z.string() });
const changedVariable = z.object({ value: z.string().optional() });

/** Variables of an environment: plain text, returned as they were written. */
export function environmentVariableRoutes(state: GitHubState): Route[] {
  const all = '/variables';
  const one = `${all}/:name`;
  return [
    ...environmentRoutes(state, 'GET', all, (request, environment) => {
      const variables = [...environment.variables.values()].map(variableBody);
      return {
        status: 200,
        body: { total_count: variables.length, variables: firstPage(request, variables) },
      };
    }),
    ...environmentRoutes(state, 'POST', all, (request, environment) => {
      const wanted = parseBody(newVariable, request.body);
      const name = configurationName(wanted.name);
      if (environment.variables.has(name)) throw conflict('Already exists - Variable already exists');
      const createdAt = state.now();
      environment.variables.set(name, {
        name,
        value: checkSize(wanted.value),
        createdAt,
        updatedAt: createdAt,
      });
      return { status: 201, body: {} };
    }),
    ...environmentRoutes(state, 'GET', one, (request, environment) => ({
      status: 200,
      body: variableBody(findVariable(request, environment)),
    })),
    ...environmentRoutes(state, 'PATCH', one, (request, environment) => {
      const variable = findVariable(request, environment);
      variable.value = checkSize(parseBody(changedVariable, request.body).value ?? variable.value);
      variable.updatedAt = state.now();
      return { status: 204 };
    }),
    ...environmentRoutes(state, 'DELETE', one, (request, environment) => {
      environment.variables.delete(findVariable(request, environment).name);
      return { status: 204 };
    }),
  ];
}

function findVariable(request: ApiRequest, environment: Environment): Variable {
  return requireFound(environment.variables.get(request.param('name').toUpperCase()));
}

function checkSize(value: string): string {
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
