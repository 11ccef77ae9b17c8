import { App, YamlOutputType } from 'cdk8s';
import { buildEnvironmentChart } from '../charts-synth/environment-chart.ts';
import { application } from '../environments/application.ts';
import { demo } from '../environments/demo.ts';
import { definePipeline } from '../model/pipeline.ts';

// Synthesizes the given number of environments, and prints the peak memory of the process in MB.
const { promotesFrom: _, gates: __, ...ungated } = demo;
const createEnvironment = (name: string) => ({
  ...ungated,
  name,
  application: name,
  namespace: name,
  url: `https://${name}.example.com`,
});
const environments = Array.from({ length: Number(process.argv[2]) }, (_, index) =>
  createEnvironment(`demo-${index}`),
);
const pipeline = definePipeline(application, environments);

const config = { pin: { kind: 'exact', version: '1.0.76' }, ghcrUsername: 'bench' } as const;
const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
for (const environment of pipeline.environments) {
  buildEnvironmentChart(app, { pipeline, environment, config });
}
app.synth();
console.log(process.resourceUsage().maxRSS / 1024);
