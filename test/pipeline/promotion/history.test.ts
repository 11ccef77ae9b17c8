import { describe, expect, it } from '@jest/globals';
import { deploymentsOf, parseHistory } from '../../../pipeline/promotion/history.ts';
import { digest } from './gates/candidates.ts';

const entry = (kind: string, result: string, version: string | undefined, day: number) => ({
  version: 0,
  kind,
  result,
  startTime: `2026-11-0${day}T10:00:00.000Z`,
  endTime: `2026-11-0${day}T10:01:00.000Z`,
  message: '',
  config: version === undefined ? {} : { 'shop:version': { value: version, secret: false } },
});

describe('the deployments in the history of a stack', () => {
  it('are the successful updates, with the pins in their config', () => {
    const pinned = `1.0.77@${digest('a')}`;
    const history = [
      entry('update', 'failed', '1.0.78', 6),
      entry('update', 'succeeded', pinned, 5),
      entry('update', 'succeeded', pinned, 4),
      entry('refresh', 'succeeded', '1.0.99', 3),
      entry('update', 'succeeded', '1.0.76', 2),
      entry('update', 'succeeded', undefined, 1),
    ];
    const updates = parseHistory(JSON.stringify(history), 'shop');
    expect(deploymentsOf(updates)).toEqual([
      { version: '1.0.77', digest: digest('a'), at: '2026-11-04T10:01:00.000Z' },
      { version: '1.0.76', at: '2026-11-02T10:01:00.000Z' },
    ]);
    expect(updates[0]).toEqual({ pin: '1.0.78', succeeded: false, at: '2026-11-06T10:01:00.000Z' });
  });

  it('list a version twice if it came back', () => {
    const history = ['1.0.76', '1.0.77', '1.0.76'].map((version, i) =>
      entry('update', 'succeeded', version, 3 - i),
    );
    const updates = parseHistory(JSON.stringify(history), 'shop');
    expect(deploymentsOf(updates).map(({ version }) => version)).toEqual(['1.0.76', '1.0.77', '1.0.76']);
  });

  it('are an empty list for an empty history', () => {
    expect(parseHistory('[]', 'shop')).toEqual([]);
  });
});
