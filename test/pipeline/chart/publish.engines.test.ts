import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { pipeline } from '../../../environments/index.ts';
import type { Application } from '../../../model/application.ts';
import { RefusedError } from '../../../model/errors.ts';
import { definePipeline } from '../../../model/pipeline.ts';
import { readChartArchive } from '../../../pipeline/chart/files/archive.ts';
import { type ChartFiles, readText, withText } from '../../../pipeline/chart/files/files.ts';
import { readChartFolder } from '../../../pipeline/chart/files/folder.ts';
import { packChart } from '../../../pipeline/chart/files/pack.ts';
import { readLock } from '../../../pipeline/chart/lock.ts';
import { publishChart } from '../../../pipeline/chart/publish.ts';
import { imagesOf } from '../../../pipeline/images/images.ts';
import { type Client, createClient } from '../../../pipeline/oci/client.ts';
import { parseReference } from '../../../pipeline/oci/reference.ts';
import { setUpEngines } from '../../../rehearsal/engines/index.ts';
import { shop } from '../../support/acme.ts';
import { type FaultServer, reset, startFaultServer } from '../../support/fault-server.ts';
import { folderWith } from '../../support/folder.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { artifact, bytesOf, descriptorOf, emptyBlob } from '../oci/support/content.ts';

const folder = 'helm/serviceradar';
let registry: TestRegistry;
let faults: FaultServer;
let client: Client;
let application: Application;
let helm: (...args: readonly string[]) => Promise<string>;
let home: string;
let run = 0;

/** The project's application, with its own folder in the registry for each test. */
const applicationAt = (host: string): Application => {
  run += 1;
  const { images, chart, ...rest } = pipeline.application;
  const moved = Object.keys(images).map((name) => [name, `${host}/${run}/serviceradar-${name}`]);
  const at = { ...chart, registry: `${host}/${run}/charts` };
  return definePipeline({ ...rest, chart: at, images: Object.fromEntries(moved) }, []).application;
};

/** Pushes an image, as an index with one platform, for each name with a tag. */
async function pushImages(names: readonly string[], tag: string, content = tag): Promise<void> {
  const direct = createClient({ plainHttp: true });
  for (const { name, repository } of imagesOf(application).filter((image) => names.includes(image.name))) {
    const where = { ...repository, registry: registry.host };
    await direct.pushBlob(where, emptyBlob);
    const platform = artifact({ name, content });
    await direct.putManifest(where, platform);
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const manifests = [descriptorOf(platform.mediaType, platform.bytes)];
    await direct.putManifest(
      where,
      { mediaType, bytes: bytesOf({ schemaVersion: 2, mediaType, manifests }) },
      tag,
    );
  }
}

const all = () => Object.keys(application.images);
const tagsOf = (repository: string) =>
  createClient({ plainHttp: true }).listTags({ registry: registry.host, repository: `${run}/${repository}` });

beforeAll(async () => {
  registry = await startTestRegistry('none');
  const binary = (await setUpEngines())['helm'] ?? '';
  home = mkdtempSync(join(tmpdir(), 'pipeline-helm-'));
  const env = { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
  helm = async (...args) => (await execa(binary, args, { env, all: true })).all;
}, 60_000);
afterAll(async () => {
  await faults.stop();
  await registry.stop();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  await faults?.stop();
  faults = await startFaultServer(registry.host);
  const retry = { attempts: 2, base: 1, cap: 1 };
  client = createClient({ plainHttp: true, retry, timeout: 5000 });
  application = applicationAt(faults.host);
});

describe('a published chart', () => {
  it('is pulled and rendered by Helm with every image by its digest', async () => {
    await pushImages(all(), 'v1.0.76');
    const { reference, digest, images } = await publishChart(
      client,
      application,
      await readChartFolder(folder),
    );
    const target = folderWith({});
    const repository = reference.slice(0, reference.lastIndexOf(':'));
    const pulled = await helm(
      'pull',
      `oci://${repository}`,
      '--version',
      '1.0.76',
      '--plain-http',
      '-d',
      target,
    );
    expect(pulled).toContain(`Digest: ${digest}`);
    const archive = join(target, 'serviceradar-1.0.76.tgz');
    const rendered = await helm('template', 'x', archive);
    for (const image of images) expect(rendered).toContain(`-${image.name}:latest@${image.digest}`);
    expect(images).toHaveLength(16);
    expect(readLock(await readChartArchive(readFileSync(archive)))).toEqual(images);
  });

  it('is the same as from helm push, except for the time', async () => {
    await pushImages(all(), 'v1.0.76');
    const { registry: ours, name } = application.chart;
    const theirs = `${ours}-by-helm`;
    await publishChart(client, application, await readChartFolder(folder));
    const target = folderWith({});
    await helm('pull', `oci://${ours}/${name}`, '--version', '1.0.76', '--plain-http', '-d', target);
    await helm('push', join(target, `${name}-1.0.76.tgz`), `oci://${theirs}`, '--plain-http');
    const read = async (registry: string) => {
      const reference = parseReference(`${registry}/${name}:1.0.76`);
      const { config, layers, annotations } = (await client.getManifest(reference)).content;
      const { ['org.opencontainers.image.created']: created, ...others } = annotations ?? {};
      if (config === undefined) throw new Error('it has no config');
      const metadata: unknown = JSON.parse(
        readText(new Map([['', await client.getBlob(reference, config)]]), '') ?? '',
      );
      return { created, others, layers, metadata, type: config.mediaType };
    };
    const [{ created, ...own }, { created: time, ...expected }] = [await read(ours), await read(theirs)];
    expect(own).toEqual(expected);
    expect({ created, time }).toEqual({ created: undefined, time: expect.any(String) });
  });

  it('can have another name, and has only the annotation if its values have no image.digests', async () => {
    const { host } = faults;
    application = definePipeline(
      {
        ...shop,
        chart: { ...shop.chart, registry: `${host}/${run}/charts` },
        images: { web: `${host}/${run}/shop/web`, worker: `${host}/${run}/shop/worker` },
      },
      [],
    ).application;
    await pushImages(all(), 'v2.0.0');
    const chart = folderWith({
      'Chart.yaml': 'apiVersion: v2\nname: warehouse\nversion: 2.0.0\n',
      'values.yaml': 'replicas: 1\n',
    });
    const published = await publishChart(client, application, await readChartFolder(chart));
    expect(published).toMatchObject({
      reference: `${host}/${run}/charts/warehouse:2.0.0`,
      inValues: false,
      published: true,
    });
    const target = folderWith({});
    await helm('pull', `oci://${host}/${run}/charts/warehouse`, '--plain-http', '-d', target);
    const files = await readChartArchive(readFileSync(join(target, 'warehouse-2.0.0.tgz')));
    expect(readText(files, 'values.yaml')).toBe('replicas: 1\n');
    expect(readLock(files)).toEqual(published.images);
  });

  it('contains the files that helm package packs', async () => {
    const files = {
      'Chart.yaml': 'apiVersion: v2\nname: nasty\nversion: 1.0.0\n',
      'values.yaml': '{}',
      '.helmignore': '# rules\n*.bak\n/top.txt\nfiles/*.tmp\nbuild/\n[ab]?.log\n\\*star\n',
      'a.bak': '',
      'templates/deep/b.bak': '',
      'templates/.hidden': '',
      'templates/a.yaml': 'a: 1',
      'top.txt': '',
      'files/top.txt': '',
      'files/x.tmp': '',
      'files/deep/x.tmp': '',
      'files/ax.log': '',
      'files/cx.log': '',
      'build/x': '',
      'files/build/x': '',
      'files/build.txt': '',
      '*star': '',
      star: '',
      'crds/c.yaml': 'c: 1',
      'charts/part/Chart.yaml': 'apiVersion: v2\nname: part\nversion: 1.0.0\n',
      'charts/part/templates/deep/b.yaml': 'b: 1',
      'charts/part/a.bak': '',
    };
    const chart = folderWith(files);
    const target = folderWith({});
    await helm('package', chart, '--destination', target);
    const packed = await readChartArchive(readFileSync(join(target, 'nasty-1.0.0.tgz')));
    expect([...(await readChartFolder(chart)).keys()].toSorted()).toEqual([...packed.keys()].toSorted());

    await helm('package', folder, '--destination', target);
    const own = await readChartArchive(readFileSync(join(target, 'serviceradar-1.0.76.tgz')));
    expect([...(await readChartFolder(folder)).keys()].toSorted()).toEqual([...own.keys()].toSorted());
  });

  it('has the same digest from a copy with other times and modes, and from its archive', async () => {
    await pushImages(all(), 'v1.0.76');
    const copy = folderWith({});
    await cp(folder, copy, { recursive: true });
    for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) chmodSync(path, 0o600);
      utimesSync(path, 1, 1);
    }
    const archive = await packChart('serviceradar', await readChartFolder(copy));
    const charts = [
      await readChartFolder(folder),
      await readChartFolder(copy),
      await readChartArchive(archive),
    ];
    const published = [];
    for (const chart of charts) published.push(await publishChart(client, application, chart));
    expect(new Set(published.map(({ digest }) => digest)).size).toBe(1);
    expect(published.map((each) => each.published)).toEqual([true, false, false]);
  });

  it('has the same digest before and after its images are promoted', async () => {
    await pushImages(all(), 'stg-abc1234');
    const chart = await readChartFolder(folder);
    const staged = await publishChart(client, application, chart, { imageTag: 'stg-abc1234' });
    await pushImages(all(), 'v1.0.76', 'stg-abc1234');
    const { digest, published } = await publishChart(client, application, chart);
    expect({ digest, published }).toEqual({ digest: staged.digest, published: false });
  });

  it('is not pushed in a dry run', async () => {
    await pushImages(all(), 'v1.0.76');
    const chart = await readChartFolder(folder);
    const dry = await publishChart(client, application, chart, { dryRun: true });
    expect(await tagsOf('charts/serviceradar')).toEqual([]);
    expect((await publishChart(client, application, chart)).digest).toBe(dry.digest);
  });
});

describe('publishChart', () => {
  const otherReadme = (chart: ChartFiles) => withText(chart, 'README.md', 'other');

  it('refuses other content with the same version, and names both digests', async () => {
    await pushImages(all(), 'v1.0.76');
    const chart = await readChartFolder(folder);
    const { digest } = await publishChart(client, application, chart);
    const again = publishChart(client, application, otherReadme(chart));
    await expect(again).rejects.toThrow(RefusedError);
    await expect(again).rejects.toThrow(
      new RegExp(`1\\.0\\.76: has the digest ${digest} already, and cannot be replaced by sha256:`),
    );
    expect(
      await client.resolve({
        registry: registry.host,
        repository: `${run}/charts/serviceradar`,
        tag: '1.0.76',
      }),
    ).toMatchObject({ digest });
  });

  it('refuses the same version if an image has changed', async () => {
    await pushImages(all(), 'v1.0.76');
    const chart = await readChartFolder(folder);
    await publishChart(client, application, chart);
    await pushImages(['core'], 'v1.0.76', 'moved');
    await expect(publishChart(client, application, chart)).rejects.toThrow(RefusedError);
  });

  it.each([
    ['looked for the version', /^GET .*charts\/serviceradar\/manifests\//],
    ['opened an upload', /^POST .*charts\/serviceradar\/blobs\//],
    ['uploaded a blob', /^PUT .*charts\/serviceradar\/blobs\//],
    ['put the manifest', /^PUT .*charts\/serviceradar\/manifests\//],
  ])(
    'finishes after it was interrupted when it %s, and publishes no version until then',
    async (_, request) => {
      await pushImages(all(), 'v1.0.76');
      const chart = await readChartFolder(folder);
      // Three resets: one of two blobs uses up its two attempts, and the remaining fault does not stop the next call.
      faults.inject(request, reset, reset, reset);
      await expect(publishChart(client, application, chart)).rejects.toThrow('2 attempts');
      expect(await tagsOf('charts/serviceradar')).toEqual([]);
      expect(await publishChart(client, application, chart)).toMatchObject({ published: true });
      expect(await tagsOf('charts/serviceradar')).toEqual(['1.0.76']);
    },
  );

  it('names every missing image, and pushes nothing', async () => {
    await pushImages(
      all().filter((name) => name !== 'core' && name !== 'web'),
      'v1.0.76',
    );
    const action = publishChart(client, application, await readChartFolder(folder));
    await expect(action).rejects.toThrow(
      /serviceradar-core:v1\.0\.76: there is no such image[\s\S]*serviceradar-web:v1\.0\.76: /,
    );
    expect(await tagsOf('charts/serviceradar')).toEqual([]);
  });

  it('changes nothing the second time', async () => {
    await pushImages(all(), 'v1.0.76');
    const chart = await readChartFolder(folder);
    await publishChart(client, application, chart);
    faults.seen.length = 0;
    expect(await publishChart(client, application, chart)).toMatchObject({ published: false });
    expect(faults.seen.filter((line) => !/^(GET|HEAD) /.test(line))).toEqual([]);
  });
});
