import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const project = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(project, file), 'utf8');
const pages = ['README.md', ...globSync('docs/*.md', { cwd: project })];

const withoutCodeBlocks = (markdown: string) => markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');

/** The anchors that GitHub gives the headings of a page. */
const anchorsIn = (page: string) =>
  [...withoutCodeBlocks(read(page)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** The links of a page within the project: each as it is written, with its file and its anchor. */
const linksIn = (page: string) =>
  [...withoutCodeBlocks(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { link, file: path === '' ? page : join(dirname(page), path), anchor };
    });

const leadsSomewhere = ({ file, anchor }: ReturnType<typeof linksIn>[number]) =>
  existsSync(join(project, file)) && (anchor === undefined || anchorsIn(file).includes(anchor));

describe('the documentation', () => {
  it.each(pages)('has no broken links to files or headings in %s', (page) => {
    const broken = linksIn(page).filter((link) => !leadsSomewhere(link));
    expect(broken.map(({ link }) => link)).toEqual([]);
  });

  it('links from the failure modes only to files that contain tests', () => {
    const page = 'docs/failure-modes.md';
    const files = linksIn(page).flatMap(({ file }) => (file === page ? [] : [file]));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !/^test\/.*\.test\.ts$/.test(file))).toEqual([]);
    expect(files.filter((file) => !/^\s*it(\.\w+)*[(<]/m.test(read(file)))).toEqual([]);
  });
});
