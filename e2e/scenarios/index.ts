import type { Scenario } from '../../pipeline/e2e/scenario/scenario.ts';
import { devices } from './devices.ts';
import { health } from './health.ts';
import { login } from './login.ts';
import { pollers } from './pollers.ts';
import { srql } from './srql.ts';
import { status } from './status.ts';

/** All scenarios; an application chooses among them by name. */
export const scenarios: readonly Scenario[] = [health, login, status, devices, pollers, srql];
