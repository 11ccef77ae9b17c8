import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
  it('finds nothing in a sound chart', async () => {
    expect((await lint(pipeline, 'main')).text).toBe(
      'storefront 1.0.0: nothing to mend, with the values of integration, live',
    );
  });

  it.each([
    [
      'a template that fails, with its file and line',
      'templates/pod.yaml',
      '.Values.tag',
      '.Values.no.tag',
      /environments\.live: [\s\S]*pod\.yaml:8:[\s\S]*nil pointer/,
    ],
    [
      'what Helm only warns of',
      'templates/pod.yaml',
      'name: web\nspec',
      'name: Not_A_Name\nspec',
      /environments\.live: [\s\S]*Not_A_Name/,
    ],
    [
      'values that the schema of the chart refuses',
      'values.schema.json',
      '"integer"',
      '"string"',
      /replicas/,
    ],
    [
      'an image that no release fixes',
      'values.yaml',
      'shop/web',
      'shop/other',
      /the chart runs registry\.acme\.example:5000\/shop\/other, which no release fixes/,
    ],
    [
      'a chart that names nobody',
      'Chart.yaml',
      'maintainers:\n  - name: Acme\n',
      '',
      /Chart\.yaml: maintainers: names nobody/,
    ],
    [
      'another version than VERSION',
      'Chart.yaml',
      'appVersion: 1.0.0',
      'appVersion: 1.0.1',
      /appVersion is 1\.0\.1, but VERSION is 1\.0\.0/,
    ],
    [
      'a README that is not up to date',
      'values.yaml',
      'tag: ""',
      'tag: ""\nmore: 1',
      /values\.yaml: more: is not in the README's table/,
    ],
  ] as const)('finds %s', async (_, name, from, to, message) => {
    edit(name, from, to);
    await expect(lint()).rejects.toThrow(message);
  });

  it('finds a value that no chart takes, with its environment', async () => {
    const wrong = definePipeline(shop, [integration({ values: { replicas: 'many' } }), live()]);
    await expect(lint(wrong)).rejects.toThrow(/environments\.integration\.values\.replicas/);
  });

  it('says all findings together', async () => {
    edit('Chart.yaml', 'maintainers:\n  - name: Acme\n', '');
    edit('values.yaml', 'tag: ""', 'tag: ""\nmore: 1');
    writeFileSync(join(root, 'VERSION'), '1.0.1\n');
    await expect(lint()).rejects.toThrow(
      /names nobody[\s\S]*version is 1\.0\.0, but VERSION is 1\.0\.1[\s\S]*values\.yaml: more/,
    );
  });

  it('takes the value files of an environment, below its own values', async () => {
    writeFileSync(join(root, path, 'small.yaml'), 'replicas: many\n');
    const [valueFiles, values] = [['small.yaml'], { tag: 'v1' }];
    const broken = definePipeline(shop, [integration({ valueFiles, values }), live()]);
    await expect(lint(broken)).rejects.toThrow(/environments\.integration: [\s\S]*replicas/);
    const mended = definePipeline(shop, [
      integration({ valueFiles, values: { ...values, replicas: 1 } }),
      live(),
    ]);
    expect((await lint(mended)).data).toMatchObject({ environments: ['integration', 'live'] });
  });

  it('does not name an environment that takes another chart, from Git', async () => {
    const source = { repoURL: 'https://acme.example/shop.git', path: 'k8s', tool: 'kustomize' } as const;
    const moving = definePipeline(shop, [integration({ git: source }), live()]);
    expect((await lint(moving)).data).toMatchObject({ environments: ['live'] });
  });

  describe('with a base', () => {
    it('finds that the chart changed, but not its version', async () => {
      edit('templates/pod.yaml', 'kind: Pod', 'kind: Pod # changed');
      await expect(lint(pipeline, 'main')).rejects.toThrow(
        `${path}/Chart.yaml: version: is 1.0.0, though the chart changed since 1.0.0\n    pipeline version bump`,
      );
      for (const key of ['version', 'appVersion']) edit('Chart.yaml', `\n${key}: 1.0.0`, `\n${key}: 1.0.1`);
      writeFileSync(join(root, 'VERSION'), '1.0.1\n');
      expect((await lint(pipeline, 'main')).data).toMatchObject({ version: '1.0.1' });
    });

    it('counts a file that git does not know yet', async () => {
      writeFileSync(join(root, path, 'templates', 'new.yaml'), '# new\n');
      await expect(lint(pipeline, 'main')).rejects.toThrow('though the chart changed');
    });

    it.each(['nope', '--output=/tmp/x'])('refuses %s, which is no commit', async (base) => {
      await expect(lint(pipeline, base)).rejects.toThrow(`--base: ${JSON.stringify(base)} is not a commit`);
    });
  });

  it('says what is missing where there is no Helm', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = dirname(process.execPath);
    try {
      await expect(lint()).rejects.toThrow(/^helm is not installed\n {4}install Helm 3/);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
