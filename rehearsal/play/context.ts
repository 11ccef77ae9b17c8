import type { Pipeline } from '../../model/pipeline.ts';
import type { EnginePaths } from '../engines/index.ts';
import type { World } from '../world/index.ts';
import type { Checkout } from './checkout.ts';
import type { Commands } from './commands.ts';
import type { Deployer } from './deployers/deployer.ts';
import type { Timeline } from './timeline.ts';

/** What every step of a rehearsal works with. */
export interface RehearsalContext {
  readonly engines: EnginePaths;
  readonly world: World;
  readonly checkout: Checkout;
  readonly pipeline: Pipeline;
  readonly commands: Commands;
  readonly deployer: Deployer;
  readonly timeline: Timeline;
}
