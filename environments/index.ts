import { application } from './application.ts';
import { demo } from './demo.ts';
import { demoStaging } from './demo-staging.ts';
import { definePipeline } from './schema.ts';

export const pipeline = definePipeline(application, [demoStaging, demo]);
