import { ApiObject, App, Chart } from 'cdk8s';
import 'cdk8s-plus-28';

// The smallest cdk8s app that loads the same libraries as charts-synth: it writes one object.
const app = new App();
const chart = new Chart(app, 'bare');
new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bare' } });
app.synth();
