import { shop } from '../../examples/acme/environments/application.ts';
import { integration as followingExample } from '../../examples/acme/environments/integration.ts';
import { live as pinnedExample } from '../../examples/acme/environments/live.ts';
import type {
  Environment,
  EnvironmentInput,
  FollowingEnvironment,
  PinnedEnvironment,
} from '../../model/environment.ts';
import { definePipeline, type Pipeline } from '../../model/pipeline.ts';

export { shop };

/** The example's environment that follows a range, with changes. */
export const integration = (changes: Partial<FollowingEnvironment> = {}): FollowingEnvironment => ({
  ...(followingExample as FollowingEnvironment),
  ...changes,
});

/** The example's environment that deploys exactly one version, with changes. */
export const live = (changes: Partial<PinnedEnvironment> = {}): PinnedEnvironment => ({
  ...(pinnedExample as PinnedEnvironment),
  ...changes,
});

/** The example's application with these environments; by default one of each kind. */
export const acme = (...environments: EnvironmentInput[]): Pipeline =>
  definePipeline(shop, environments.length > 0 ? environments : [integration(), live()]);

/** A pipeline with a single environment, checked. */
export function only(environment: EnvironmentInput): { pipeline: Pipeline; environment: Environment } {
  const pipeline = definePipeline(shop, [environment]);
  const [checked] = pipeline.environments;
  if (checked === undefined) throw new Error('definePipeline lost the environment');
  return { pipeline, environment: checked };
}
