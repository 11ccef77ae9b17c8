import { definePipeline } from '../model/pipeline.ts';
import { application } from './application.ts';
import { demo } from './demo.ts';
import { demoStaging } from './demo-staging.ts';

export const pipeline = definePipeline(application, [demoStaging, demo]);
