import { definePipeline } from '../../../model/pipeline.ts';
import { shop } from './application.ts';
import { integration } from './integration.ts';
import { live } from './live.ts';

export const pipeline = definePipeline(shop, [integration, live]);
