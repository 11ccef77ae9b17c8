import { definePipeline } from '../model/schema.ts';
import { application } from './application.ts';
import { demo } from './demo.ts';
import { demoStaging } from './demo-staging.ts';

export const pipeline = definePipeline(application, [demoStaging, demo]);
