import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, isRollback } from '../../../../pipeline/promotion/gates/candidate.ts';
import { isRefused } from '../../../../pipeline/promotion/gates/finding.ts';
import { judge } from '../../../../pipeline/promotion/gates/judge.ts';
import {
  ago,
  candidate,
  digest,
  environment,
  failed,
  passed,
  reinstatement,
  rejection,
  release,
  waiver,
} from './candidates.ts';

/** The findings as `gate verdict`. */
const verdicts = (judged: Candidate) => judge(judged).map(({ gate, verdict }) => `${gate} ${verdict}`);
const holiday = { from: '2026-11-18T00:00:00Z', to: '2026-11-19T00:00:00Z', reason: 'a holiday' };
const strict = environment({ soak: '24h', freeze: [holiday] });

describe('the gates of an environment', () => {
  it('let a tested release pass, each gate that applies in turn', () => {
    expect(verdicts(candidate({}, passed(60)))).toEqual([
      'release passed',
      'lock passed',
      'rejection passed',
      'e2e passed',
    ]);
  });

  it('list all their refusals together', () => {
    const moved = { ...release, tagged: digest('moved'), images: [] };
    const image = release.images.map(({ tagged: _, ...missing }) => missing);
    const wrong = { environment: strict, release: { ...moved, images: image }, clockSkew: 3_600_000 };
    expect(verdicts(candidate(wrong, rejection()))).toEqual(
      ['release', 'lock', 'rejection', 'clock', 'e2e', 'soak', 'freeze'].map((gate) => `${gate} refused`),
    );
  });

  it('report only that the release is missing when it is not in the registry', () => {
    const { release: _, ...missing } = candidate({}, passed(60));
    expect(verdicts(missing)).toEqual(['release refused']);
  });

  it('are waived by a hotfix for e2e and soak, and for nothing else', () => {
    const hotfix = { version: release.version, reason: 'the login is broken', actor: 'ada' };
    expect(verdicts(candidate({ environment: strict, hotfix }, rejection()))).toEqual([
      'release passed',
      'lock passed',
      'rejection refused',
      'e2e waived',
      'soak waived',
      'freeze refused',
    ]);
  });
});

describe('a version that ran in the environment before', () => {
  const history = [
    { version: '1.0.78', digest: digest('1.0.78'), at: ago(100) },
    { version: '1.0.77', digest: release.digest, at: ago(1000) },
  ];

  it('comes back without test, soak or freeze', () => {
    const back = verdicts(candidate({ history, environment: strict }));
    expect(back).toEqual(
      ['release', 'lock', 'rejection', 'e2e', 'soak', 'freeze'].map((gate) => `${gate} passed`),
    );
    const neverHere = verdicts(candidate({ history: [], environment: strict }));
    expect(neverHere.slice(-3)).toEqual(['e2e refused', 'soak refused', 'freeze refused']);
  });

  it.each([
    ['was rejected', 'rejection', rejection()],
    ['failed', 'e2e', failed(10)],
  ] as const)('does not come back when it %s', (_, gate, evidence) => {
    const judged = candidate({ history, environment: strict }, evidence);
    expect(verdicts(judged)).toContain(`${gate} refused`);
  });

  it('does not come back when it is missing from the registry', () => {
    const { release: _, ...gone } = candidate({ history });
    expect(isRefused(judge(gone))).toBe(true);
  });
});

describe('the version that runs in the environment', () => {
  const history = [{ version: '1.0.77', digest: release.digest, at: ago(1000) }];

  it('is warned about, not refused, when it was rejected since', () => {
    expect(verdicts(candidate({ history }, rejection()))).toEqual([
      'release passed',
      'lock passed',
      'rejection warned',
      'e2e passed',
    ]);
  });

  it('is judged anew when the digest in its pin has changed', () => {
    const pin = { kind: 'exact', version: '1.0.77', digest: digest('moved') } as const;
    const moved = { ...release, digest: digest('moved') };
    const judged = candidate({ history, pin, release: moved }, passed(60));
    expect(verdicts(judged)).toContain('release refused');
  });
});

describe('for any evidence', () => {
  const anyStatement = fc.oneof(
    fc.integer({ min: -100, max: 3000 }).map((minutes) => passed(minutes)),
    fc.integer({ min: -100, max: 3000 }).map((minutes) => failed(minutes)),
    fc.constant(0).map(() => rejection()),
    fc.constant(0).map(() => waiver()),
    fc.integer({ min: 0, max: 3000 }).map((minutes) => passed(minutes, { subject: digest('other') })),
  );
  const anyEvidence = fc.array(anyStatement, { maxLength: 8 }).chain((all) => {
    const rejections = all.filter(({ statement }) => statement.kind === 'rejection');
    return fc
      .subarray(rejections)
      .map((taken) => (taken.length > 0 ? [...all, reinstatement(...taken)] : all));
  });
  const given = fc.record({
    evidence: anyEvidence,
    soak: fc.constantFrom(undefined, '30m', '24h'),
    ran: fc.boolean(),
  });
  const ranBefore = [
    { version: '1.0.78', at: ago(10) },
    { version: '1.0.77', at: ago(100) },
  ];
  const candidateOf = (
    { soak, ran }: { readonly soak: string | undefined; readonly ran: boolean },
    evidence: readonly ReturnType<typeof passed>[],
  ) =>
    candidate(
      {
        environment: environment(soak === undefined ? {} : { soak }),
        history: ran ? ranBefore : [],
      },
      ...evidence,
    );

  it('neither order nor duplicates change a verdict', () => {
    const shuffled = given.chain((one) => {
      const twice = [...one.evidence, ...one.evidence];
      return fc.tuple(fc.constant(one), fc.shuffledSubarray(twice, { minLength: twice.length }));
    });
    fc.assert(
      fc.property(shuffled, ([one, shuffledEvidence]) => {
        expect(verdicts(candidateOf(one, shuffledEvidence))).toEqual(
          verdicts(candidateOf(one, one.evidence)),
        );
      }),
    );
  });

  it('one more rejection refuses the release', () => {
    fc.assert(
      fc.property(given, (one) => {
        expect(isRefused(judge(candidateOf(one, [...one.evidence, rejection()])))).toBe(true);
      }),
    );
  });

  it('a pin without a release never passes', () => {
    fc.assert(
      fc.property(given, (one) => {
        const { release: _, ...missing } = candidateOf(one, one.evidence);
        expect(isRefused(judge(missing))).toBe(true);
      }),
    );
  });

  it('a new release passes only with its own pass or waiver', () => {
    fc.assert(
      fc.property(given, (one) => {
        const judged = candidateOf(one, one.evidence);
        if (isRollback(judged)) return;
        const isProven = one.evidence.some(
          ({ statement }) =>
            statement.subject === release.digest &&
            (statement.kind === 'waiver' ||
              (statement.kind === 'test-result' && statement.result === 'passed')),
        );
        expect(isProven || isRefused(judge(judged))).toBe(true);
      }),
    );
  });
});
