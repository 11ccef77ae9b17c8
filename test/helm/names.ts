/** The services of the chart. */
export const services = [
  'agent',
  'core',
  'datasvc',
  'db-event-writer',
  'faker',
  'flowgger',
  'mapper',
  'otel',
  'poller',
  'rperf-checker',
  'snmp-checker',
  'srql',
  'sync',
  'trapd',
  'web',
  'zen',
] as const;

/** The services that store data in a volume. */
export const withVolume: readonly string[] = [
  'agent',
  'datasvc',
  'faker',
  'flowgger',
  'otel',
  'poller',
  'zen',
];

/** The services that use the database. */
export const withDatabase: readonly string[] = ['core', 'db-event-writer', 'srql'];
