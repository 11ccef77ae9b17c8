import { pipeline } from '../environments/index.ts';
import { deploy } from './program.ts';

export default () => deploy(pipeline);
