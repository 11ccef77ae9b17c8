import { ApiObject, App, Chart } from 'cdk8s';

// The smallest cdk8s app there is: it writes one object.
const app = new App();
const chart = new Chart(app, 'bare');
new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bare' } });
app.synth();
