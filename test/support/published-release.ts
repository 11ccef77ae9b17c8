import type { Application } from '../../model/application.ts';
import type { Digest } from '../../model/digest.ts';
import { imageTag } from '../../model/version.ts';
import type { ChartFiles } from '../../pipeline/chart/files/files.ts';
import { publishChart } from '../../pipeline/chart/publish.ts';
import { chartRepository } from '../../pipeline/chart/repository.ts';
import type { EvidenceSigner } from '../../pipeline/evidence/signer.ts';
import type { Rejection, Statement, TestResult, Waiver } from '../../pipeline/evidence/statement.ts';
import { attachEvidence } from '../../pipeline/evidence/store.ts';
import { imagesOf } from '../../pipeline/images/images.ts';
import { type Client, createClient } from '../../pipeline/oci/client.ts';
import type { Repository } from '../../pipeline/oci/reference.ts';
import type { TransportOptions } from '../../pipeline/oci/transport/transport.ts';
import { artifact, emptyBlob } from '../pipeline/oci/support/content.ts';
import type { MemoryRegistry } from './memory-registry.ts';

/** A client of this registry, without a login and without real waiting. */
export const clientOf = ({ fetch }: MemoryRegistry, options: TransportOptions = {}): Client =>
  createClient({ fetch, credentials: async () => undefined, sleep: async () => {}, ...options });

/** A release in a registry: its chart with its lock, and the images that the chart locks. */
export interface PublishedRelease {
  readonly version: string;
  /** The digest of the chart's manifest, which a pin names and evidence is about. */
  readonly digest: Digest;
  /** The chart's repository. */
  readonly repository: Repository;
  /** Each image with its digest, in the order of their names. */
  readonly images: readonly {
    readonly name: string;
    readonly repository: Repository;
    readonly digest: Digest;
  }[];
  /** Stores a statement about the release, unsigned without a signer. @returns the digest of its artifact */
  readonly attach: (statement: Statement, signer?: EvidenceSigner) => Promise<Digest>;
}

/** The smallest chart that can have a lock. */
const chartFiles = (name: string, version: string): ChartFiles => {
  const encode = (text: string) => new TextEncoder().encode(text);
  return new Map([
    ['Chart.yaml', encode(`apiVersion: v2\nname: ${name}\nversion: ${version}\n`)],
    ['values.yaml', encode('image:\n  digests: {}\n')],
  ]);
};

/** Pushes every image of an application with the tag of a version. */
async function pushImages(client: Client, application: Application, version: string): Promise<void> {
  const push = async ({ name, repository }: { readonly name: string; readonly repository: Repository }) => {
    await client.pushBlob(repository, emptyBlob);
    await client.putManifest(repository, artifact({ name, version }), imageTag(version));
  };
  await Promise.all(imagesOf(application).map(push));
}

/** Publishes a release of an application, as `pipeline chart publish` does once its images are built. */
export async function publishRelease(
  registry: MemoryRegistry,
  application: Application,
  version: string,
): Promise<PublishedRelease> {
  const client = clientOf(registry);
  await pushImages(client, application, version);
  const { digest, images } = await publishChart(
    client,
    application,
    chartFiles(application.chart.name, version),
  );
  const repository = chartRepository(application);
  const attach = (statement: Statement, signer?: EvidenceSigner) =>
    attachEvidence(client, repository, statement, signer);
  return { version, digest, repository, images, attach };
}

type Subject = Pick<PublishedRelease, 'version' | 'digest'>;

const about = ({ version, digest }: Subject) => ({
  subject: digest,
  version,
  actor: 'ada',
  // It is in the past for every machine: code that reads the real clock must not find it in the future.
  at: '2020-01-02T03:04:05.000Z',
});

/** A test result: the tests of the release passed in an environment. */
export const passedIn = (
  environment: string,
  release: Subject,
  fields: Partial<TestResult> = {},
): TestResult => ({
  kind: 'test-result',
  ...about(release),
  environment,
  servedVersion: release.version,
  result: 'passed',
  passedTests: ['health', 'login'],
  warnedTests: [],
  failedTests: [],
  ...fields,
});

/** A rejection of the release. */
export const rejectionOf = (release: Subject, fields: Partial<Rejection> = {}): Rejection => ({
  kind: 'rejection',
  ...about(release),
  reason: 'loses sessions',
  ...fields,
});

/** A waiver that lets the release into an environment untested. */
export const waiverFor = (environment: string, release: Subject, fields: Partial<Waiver> = {}): Waiver => ({
  kind: 'waiver',
  ...about(release),
  environment,
  reason: 'the login is broken',
  ...fields,
});
