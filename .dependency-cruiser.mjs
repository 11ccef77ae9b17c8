// The architecture: which room may import which. `npm run lint` checks it.
//
//   model <- stack <- charts-synth <- infra
//   model <- http <- pipeline          (pipeline also reads stack and synthesizes with charts-synth)
//   pipeline/{promotion,oci} <- infra  (the program asks the gates)

const room = (name) => `^${name}/`;
const rooms = (...names) => `^(${names.join('|')})/`;

/** Imports of a room from the project are limited to these rooms, and itself. */
const only = (from, ...to) => ({
  name: `${from}-imports`,
  comment: `${from} imports only ${to.join(', ') || 'nothing'} of the project`,
  severity: 'error',
  from: { path: room(from) },
  to: { path: '^(?!node_modules/)[^/]+/', pathNot: rooms(from, ...to), dependencyTypesNot: ['npm', 'core'] },
});

const nodeInputAndOutput =
  '^(node:)?(fs|fs/promises|child_process|net|http|https|http2|dgram|dns|worker_threads)$';

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'data walks through without climbing back',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    only('model'),
    only('http', 'model'),
    only('stack', 'model'),
    only('charts-synth', 'model', 'stack', 'environments'),
    {
      name: 'charts-synth-is-pure',
      comment: 'charts are made from their props alone; only synthesize.ts reads stacks and writes files',
      severity: 'error',
      from: { path: room('charts-synth'), pathNot: '^charts-synth/(main|synthesize)\\.ts$' },
      to: {
        path: [nodeInputAndOutput, '^stack/(stack|stack-file|replace-stack-file)\\.ts$', '^environments/'],
      },
    },
    only('infra', 'model', 'http', 'stack', 'charts-synth', 'environments', 'pipeline'),
    {
      name: 'infra-takes-only-the-gates-from-pipeline',
      comment: 'the program asks the gates, with a client of the registry',
      severity: 'error',
      from: { path: room('infra') },
      to: { path: room('pipeline'), pathNot: '^pipeline/(promotion|oci)/' },
    },
    only('pipeline', 'model', 'http', 'stack', 'charts-synth', 'environments', 'e2e'),
    {
      name: 'pipeline-gets-the-definition-from-the-command',
      comment: "what a team wrote is loaded by the commands' context and passed inward",
      severity: 'error',
      from: { path: room('pipeline'), pathNot: '^pipeline/commands/' },
      to: { path: rooms('environments', 'e2e') },
    },
    {
      name: 'functions-know-no-commands',
      comment: 'an operation is a function first and a command second',
      severity: 'error',
      from: { path: room('pipeline'), pathNot: '^pipeline/(main\\.js$|cli\\.ts$|commands/)' },
      to: { path: '^pipeline/(cli\\.ts$|commands/)' },
    },
    {
      name: 'environments-import-only-the-model',
      comment: 'another team replaces this folder; the schema of the values comes with the chart',
      severity: 'error',
      from: { path: room('environments') },
      to: {
        path: '^(?!node_modules/)[^/]+/',
        pathNot: ['^(environments|model)/', 'values\\.schema\\.json$'],
      },
    },
    {
      name: 'scenarios-import-only-their-interface',
      comment: 'a scenario knows the application over HTTP, nothing of the pipeline',
      severity: 'error',
      from: { path: room('e2e') },
      to: {
        path: '^(?!node_modules/)[^/]+/',
        pathNot: ['^e2e/', '^pipeline/e2e/scenario/'],
        dependencyTypesNot: ['npm', 'core'],
      },
    },
    {
      name: 'nobody-imports-the-rehearsal',
      severity: 'error',
      from: { path: '^(?!rehearsal/|test/|bench/)' },
      to: { path: room('rehearsal') },
    },
    {
      name: 'nobody-imports-tests-or-benchmarks',
      comment: 'a benchmark, too, imports no test',
      severity: 'error',
      from: { path: '^(?!test/)' },
      to: { path: '^(test|bench)/', pathNot: '^bench/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^charts-synth/imports/|^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'require', 'default', 'types'],
    },
  },
};
