import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { generateImports } from '../../rehearsal/imports.ts';

describe('charts-synth/imports', () => {
  it('is what cdk8s generates from the CRDs of the pinned Argo CD (if not, run npm run imports)', async () => {
    const generated = await generateImports();
    expect(Object.keys(generated).sort()).toEqual(['argoproj.io.d.ts', 'argoproj.io.js']);
    for (const [name, content] of Object.entries(generated)) {
      const committed = readFileSync(new URL(`../../charts-synth/imports/${name}`, import.meta.url), 'utf8');
      expect(committed === content).toBe(true);
    }
  });
});
