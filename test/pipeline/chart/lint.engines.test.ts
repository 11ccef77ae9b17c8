import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pipeline as example } from '../../../examples/acme/environments/index.ts';
import { definePipeline, type Pipeline } from '../../../model/pipeline.ts';
import { lintChart } from '../../../pipeline/chart/lint/lint.ts';
import { createGit, type Git } from '../../../pipeline/git/git.ts';
import { setUpEngines } from '../../../rehearsal/engines/index.ts';
import { integration, live, shop } from '../../support/acme.ts';
import { folderWith } from '../../support/folder.ts';

const path = 'charts/storefront';
const chart = {
  'Chart.yaml':
    'apiVersion: v2\nname: storefront\nversion: 1.0.0\nappVersion: 1.0.0\nmaintainers:\n  - name: Acme\nicon: https://acme.example/icon.png\n',
  'values.yaml': 'tag: ""\nreplicas: 1\nimage: registry.acme.example:5000/shop/web\n',
  'values.schema.json': '{"properties": {"replicas": {"type": "integer"}}}',
  'README.md':
    '| `tag` | `""` | |\n| `replicas` | `1` | |\n| `image` | `registry.acme.example:5000/shop/web` | |\n',
  'templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: "{{ .Values.image }}:{{ .Values.tag }}"\n',
};

const searchPath = process.env['PATH'];
let root: string;
let git: Git;

beforeAll(async () => {
  process.env['PATH'] = `${dirname((await setUpEngines())['helm'] ?? '')}:${searchPath}`;
});
afterAll(() => {
  process.env['PATH'] = searchPath;
});
beforeEach(async () => {
  const files = Object.entries(chart).map(([name, text]) => [`${path}/${name}`, text]);
  root = folderWith({ ...Object.fromEntries(files), VERSION: '1.0.0\n' });
  git = createGit(root);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message=first');
});

const pipeline = definePipeline(shop, [integration({ values: { tag: 'v1' } }), live()]);
const edit = (name: string, from: string, to: string) => {
  const file = join(root, path, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
};
const lint = (of: Pipeline = pipeline, base?: string) => lintChart({ root, git }, of, base);

describe('pipeline chart lint', () => {
  it('accepts a valid chart', async () => {
    expect((await lint(pipeline, 'main')).text).toBe(
      'storefront 1.0.0: no faults found with the values of integration, live',
    );
  });

  it.each([
    [
      'a template that fails, with file and line',
      'templates/pod.yaml',
      '.Values.tag',
      '.Values.no.tag',
      /environments\.live: [\s\S]*pod\.yaml:8:[\s\S]*nil pointer/,
    ],
    [
      'a warning of Helm',
      'templates/pod.yaml',
      'name: web\nspec',
      'name: Not_A_Name\nspec',
      /environments\.live: [\s\S]*Not_A_Name/,
    ],
    [
      'values that do not match the schema of the chart',
      'values.schema.json',
      '"integer"',
      '"string"',
      /replicas/,
    ],
    [
      'an image that the application does not list',
      'values.yaml',
      'shop/web',
      'shop/other',
      /the chart runs registry\.acme\.example:5000\/shop\/other, which the application does not list/,
    ],
    [
      'a chart without maintainers',
      'Chart.yaml',
      'maintainers:\n  - name: Acme\n',
      '',
      /Chart\.yaml: maintainers: are missing/,
    ],
    [
      'another version than VERSION',
      'Chart.yaml',
      'appVersion: 1.0.0',
      'appVersion: 1.0.1',
      /appVersion is 1\.0\.1, but VERSION is 1\.0\.0/,
    ],
    [
      'an outdated README',
      'values.yaml',
      'tag: ""',
      'tag: ""\nmore: 1',
      /values\.yaml: more: is missing in the README's table/,
    ],
  ] as const)('reports %s', async (_, name, from, to, message) => {
    edit(name, from, to);
    await expect(lint()).rejects.toThrow(message);
  });

  it('reports an invalid value with its environment', async () => {
    const wrong = definePipeline(shop, [integration({ values: { replicas: 'many' } }), live()]);
    await expect(lint(wrong)).rejects.toThrow(/environments\.integration\.values\.replicas/);
  });

  it('reports all faults together', async () => {
    edit('Chart.yaml', 'maintainers:\n  - name: Acme\n', '');
    edit('values.yaml', 'tag: ""', 'tag: ""\nmore: 1');
    writeFileSync(join(root, 'VERSION'), '1.0.1\n');
    await expect(lint()).rejects.toThrow(
      /maintainers: are missing[\s\S]*version is 1\.0\.0, but VERSION is 1\.0\.1[\s\S]*values\.yaml: more/,
    );
  });

  it("uses an environment's value files, which its own values override", async () => {
    writeFileSync(join(root, path, 'small.yaml'), 'replicas: many\n');
    const [valueFiles, values] = [['small.yaml'], { tag: 'v1' }];
    const broken = definePipeline(shop, [integration({ valueFiles, values }), live()]);
    await expect(lint(broken)).rejects.toThrow(/environments\.integration: [\s\S]*replicas/);
    const fixed = definePipeline(shop, [
      integration({ valueFiles, values: { ...values, replicas: 1 } }),
      live(),
    ]);
    expect((await lint(fixed)).data).toMatchObject({ environments: ['integration', 'live'] });
  });

  it('skips an environment from Git, which uses another chart', async () => {
    const source = { repoURL: 'https://acme.example/shop.git', path: 'k8s', tool: 'kustomize' } as const;
    const moving = definePipeline(shop, [integration({ git: source }), live()]);
    expect((await lint(moving)).data).toMatchObject({ environments: ['live'] });
  });

  describe('with --base', () => {
    it('reports a changed chart without a higher version', async () => {
      edit('templates/pod.yaml', 'kind: Pod', 'kind: Pod # changed');
      await expect(lint(pipeline, 'main')).rejects.toThrow(
        `${path}/Chart.yaml: version: is 1.0.0, but the chart has changed since 1.0.0\n    run pipeline version bump`,
      );
      for (const key of ['version', 'appVersion']) edit('Chart.yaml', `\n${key}: 1.0.0`, `\n${key}: 1.0.1`);
      writeFileSync(join(root, 'VERSION'), '1.0.1\n');
      expect((await lint(pipeline, 'main')).data).toMatchObject({ version: '1.0.1' });
    });

    it('considers untracked files', async () => {
      writeFileSync(join(root, path, 'templates', 'new.yaml'), '# new\n');
      await expect(lint(pipeline, 'main')).rejects.toThrow('but the chart has changed');
    });

    it.each(['nope', '--output=/tmp/x'])('refuses %s, which is not a commit', async (base) => {
      await expect(lint(pipeline, base)).rejects.toThrow(`--base: ${JSON.stringify(base)} is not a commit`);
    });
  });

  it('says that Helm is not installed', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = dirname(process.execPath);
    try {
      await expect(lint()).rejects.toThrow(/^helm is not installed\n {4}install Helm 3/);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it("finds nothing in the example's chart, with the values of its environments", async () => {
    const folder = fileURLToPath(new URL('../../../examples/acme', import.meta.url));
    const { data } = await lintChart({ root: folder, git }, example, undefined);
    expect(data).toMatchObject({ name: 'storefront', environments: ['integration', 'live'] });
  });
});
