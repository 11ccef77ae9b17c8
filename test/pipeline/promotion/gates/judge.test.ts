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
  reinstatement,
  rejection,
  release,
  test,
  waiver,
} from './candidates.ts';

const refusals = (judged: Candidate) =>
  judge(judged)
    .filter(({ verdict }) => verdict === 'refused')
    .map(({ gate, what }) => `${gate}: ${what}`);
const verdictOf = (judged: Candidate, gate: string) =>
  judge(judged).find((finding) => finding.gate === gate)?.verdict;

describe('a release that was tested where it comes from', () => {
  it('passes every gate that applies', () => {
    expect(judge(candidate({}, test(60))).map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual([
      'release passed',
      'lock passed',
      'rejection passed',
      'e2e passed',
    ]);
  });
});

describe('the artifacts', () => {
  it('fault 6: a chart whose tag was moved, with both digests', () => {
    const moved = { ...release, tagged: digest('moved') };
    const [refusal] = refusals(candidate({ release: moved }, test(60)));
    expect(refusal).toContain(release.digest);
    expect(refusal).toContain(digest('moved'));
  });

  it('fault 6: an image whose tag was moved, by its name', () => {
    const images = release.images.map((image) => ({ ...image, tagged: digest('moved') }));
    const [refusal] = refusals(candidate({ release: { ...release, images } }, test(60)));
    expect(refusal).toContain('ghcr.io/carverauto/serviceradar-core:v1.0.77 is');
    expect(refusal).toContain(digest('moved'));
  });

  it('fault 13: a release that is not there, and an image that is not there', () => {
    const { release: _, ...without } = candidate({}, test(60));
    expect(refusals(without)).toEqual([`release: ${release.digest} is not in the registry`]);
    const images = release.images.map(({ tagged: _, ...image }) => image);
    expect(refusals(candidate({ release: { ...release, images } }, test(60)))).toEqual([
      'lock: ghcr.io/carverauto/serviceradar-core:v1.0.77 is not there',
    ]);
  });

  it('a chart that fixes no images', () => {
    const { images: _, ...open } = release;
    expect(refusals(candidate({ release: open }, test(60)))).toEqual([
      'lock: the chart does not fix its images',
    ]);
  });
});

describe('e2e', () => {
  it('fault 7: of another release does not count', () => {
    const other = test(60, { subject: digest('other') });
    expect(refusals(candidate({}, other))).toEqual(['e2e: has not passed in demo-staging']);
  });

  it.each([
    ['in another environment', { environment: 'demo' }],
    ['that met another version', { servedVersion: '1.0.76' }],
  ])('%s does not count', (_, fields) => {
    expect(verdictOf(candidate({}, test(60, fields)), 'e2e')).toBe('refused');
  });

  it('that failed after it passed refuses, and names what failed', () => {
    expect(refusals(candidate({}, test(60), failed(30)))).toEqual([
      `e2e: failed in demo-staging on ${ago(30)}: login`,
    ]);
  });

  it('that passed after it failed passes; at the very same time it does not', () => {
    expect(verdictOf(candidate({}, failed(60), test(30)), 'e2e')).toBe('passed');
    expect(verdictOf(candidate({}, failed(30), test(30)), 'e2e')).toBe('refused');
  });

  it('fault 30: says how much was ignored, and why', () => {
    const ignored = [
      { digest: digest('a'), reason: 'is not signed' },
      { digest: digest('b'), reason: 'is not signed' },
    ];
    expect(refusals(candidate({ said: { evidence: [], ignored } }))).toEqual([
      'e2e: has not passed in demo-staging; 2 ignored: is not signed',
    ]);
  });
});

describe('soak', () => {
  const soaking = { environment: environment({ soak: '1h' }) };

  it('counts from the oldest pass that no failure follows', () => {
    expect(verdictOf(candidate(soaking, test(61), test(5)), 'soak')).toBe('passed');
    expect(refusals(candidate(soaking, test(120), failed(90), test(50)))).toEqual([
      'soak: its pass must be 1h old: 10 min left',
    ]);
  });

  it('fault 20: a pass from the future does not pass', () => {
    expect(refusals(candidate({}, test(-60)))).toEqual([
      `e2e: its pass is dated ${ago(-60)}, which is yet to come`,
    ]);
  });

  it.each([
    ['behind', 3_600_000],
    ['ahead of', -3_600_000],
  ])("fault 20: a clock that is an hour %s the registry's is not believed", (where, clockSkew) => {
    expect(refusals(candidate({ ...soaking, clockSkew }, test(90)))).toEqual([
      `clock: this machine's clock is 60 min ${where} the registry's`,
    ]);
    expect(refusals(candidate({ clockSkew }, test(90)))).toEqual([]);
  });
});

describe('a freeze', () => {
  const reason = 'the week ends';
  const weekly = { from: 'Fri 16:00', to: 'Mon 08:00', timeZone: 'Europe/Berlin', reason };
  const at = (time: string, freeze: Parameters<typeof environment>[0]) =>
    verdictOf(candidate({ now: new Date(time), environment: environment(freeze) }, test(60)), 'freeze');

  it.each([
    ['2026-11-20T14:59:00Z', 'passed'],
    ['2026-11-20T15:00:00Z', 'refused'],
    ['2026-11-22T12:00:00Z', 'refused'],
    ['2026-11-23T06:59:00Z', 'refused'],
    ['2026-11-23T07:00:00Z', 'passed'],
    // Summer time: an hour earlier by UTC.
    ['2026-07-03T14:00:00Z', 'refused'],
  ])('every week: %s %s', (time, verdict) => {
    expect(at(time, { freeze: [weekly] })).toBe(verdict);
  });

  it('within a week', () => {
    const inside = { ...weekly, from: 'Tue 00:00', to: 'Wed 00:00' };
    expect(at('2026-11-24T12:00:00Z', { freeze: [inside] })).toBe('refused');
    expect(at('2026-11-25T12:00:00Z', { freeze: [inside] })).toBe('passed');
  });

  it('once', () => {
    const once = { from: '2026-12-23T12:00:00+01:00', to: '2027-01-02T00:00:00Z', reason };
    expect(at('2026-12-23T10:59:59Z', { freeze: [once] })).toBe('passed');
    expect(at('2026-12-23T11:00:00Z', { freeze: [once] })).toBe('refused');
    expect(at('2027-01-02T00:00:00Z', { freeze: [once] })).toBe('passed');
  });
});

describe('a rejection', () => {
  it('refuses, with its reason and who said so', () => {
    expect(refusals(candidate({}, test(60), rejection()))).toEqual([
      `rejection: ada rejected it on ${ago(5)}: loses sessions`,
    ]);
  });

  it('of another release does not', () => {
    expect(refusals(candidate({}, test(60), rejection({ subject: digest('other') })))).toEqual([]);
  });

  it('that was taken back does not, but a second one does', () => {
    const first = rejection();
    expect(refusals(candidate({}, test(60), first, reinstatement(first)))).toEqual([]);
    expect(refusals(candidate({}, test(60), first, reinstatement(first), rejection()))).toHaveLength(1);
  });
});

describe('a hotfix', () => {
  const hotfix = { version: release.version, reason: 'the login is broken', actor: 'ada' };
  const soaking = environment({ soak: '1h' });

  it('fault 24: waives test and soak for its version, and says why and by whom', () => {
    const findings = judge(candidate({ environment: soaking, hotfix }));
    expect(findings.filter(({ verdict }) => verdict === 'waived')).toEqual(
      ['e2e', 'soak'].map((gate) => ({ gate, verdict: 'waived', what: 'ada: the login is broken' })),
    );
    expect(isRefused(findings)).toBe(false);
  });

  it('waives nothing for another version, and no other gate', () => {
    expect(verdictOf(candidate({ hotfix: { ...hotfix, version: '1.0.78' } }), 'e2e')).toBe('refused');
    expect(refusals(candidate({ hotfix }, rejection()))).toHaveLength(1);
  });

  it('counts as a signed waiver alone where the environment names whom it trusts', () => {
    const trusting = { ...environment(), trust: [{ issuer: 'https://example.com', identity: 'release' }] };
    expect(verdictOf(candidate({ environment: trusting, hotfix }), 'e2e')).toBe('refused');
    expect(verdictOf(candidate({ environment: trusting }, waiver()), 'e2e')).toBe('waived');
    expect(verdictOf(candidate({ environment: trusting }, waiver('elsewhere')), 'e2e')).toBe('refused');
  });
});

describe('a version that ran here before', () => {
  const history = [
    { version: '1.0.78', digest: digest('1.0.78'), at: ago(100) },
    { version: '1.0.77', digest: release.digest, at: ago(1000) },
  ];
  const frozen = { from: '2026-11-18T00:00:00Z', to: '2026-11-19T00:00:00Z', reason: 'a holiday' };
  const strict = environment({ soak: '24h', freeze: [frozen] });

  it('comes back without test, soak or freeze', () => {
    expect(refusals(candidate({ history, environment: strict }))).toEqual([]);
    expect(refusals(candidate({ history: [], environment: strict }))).toHaveLength(3);
  });

  it.each([
    ['rejected', 'rejection', rejection()],
    ['failed', 'e2e', failed(10)],
  ])('fault 23: does not when it was %s', (_, gate, evidence) => {
    expect(verdictOf(candidate({ history, environment: strict }, evidence), gate)).toBe('refused');
  });

  it('fault 23: does not when it is gone from the registry', () => {
    const { release: _, ...gone } = candidate({ history });
    expect(isRefused(judge(gone))).toBe(true);
  });

  it('is another when it has another digest', () => {
    const other = [{ version: '1.0.77', digest: digest('other'), at: ago(1000) }];
    expect(refusals(candidate({ history: other }))).toHaveLength(1);
  });

  it('only warns while it runs here', () => {
    const running = history.slice(1);
    expect(refusals(candidate({ history: running }, rejection()))).toEqual([]);
    expect(verdictOf(candidate({ history: running }, rejection()), 'rejection')).toBe('warned');
  });

  it('fault 6: is judged anew when only the digest in its pin is another', () => {
    const pin = { kind: 'exact', version: '1.0.77', digest: digest('moved') } as const;
    const moved = { ...release, digest: digest('moved') };
    const judged = candidate({ history: history.slice(1), pin, release: moved }, test(60));
    expect(verdictOf(judged, 'release')).toBe('refused');
  });
});

describe('whatever is said of a release', () => {
  const evidence = fc.oneof(
    fc.integer({ min: -100, max: 3000 }).map((minutes) => test(minutes)),
    fc.integer({ min: -100, max: 3000 }).map(failed),
    fc.constant(0).map(() => rejection()),
    fc.constant(0).map(() => waiver()),
    fc.integer({ min: 0, max: 3000 }).map((minutes) => test(minutes, { subject: digest('other') })),
  );
  const some = fc.array(evidence, { maxLength: 8 }).chain((all) => {
    const rejections = all.filter(({ statement }) => statement.kind === 'rejection');
    return fc
      .subarray(rejections)
      .map((taken) => (taken.length > 0 ? [...all, reinstatement(...taken)] : all));
  });
  const judged = fc.record({
    evidence: some,
    soak: fc.constantFrom(undefined, '30m', '24h'),
    ran: fc.boolean(),
  });
  const candidateOf = ({ soak, ran }: { soak: string | undefined; ran: boolean }) =>
    candidate({
      environment: environment(soak === undefined ? {} : { soak }),
      history: ran
        ? [
            { version: '1.0.78', at: ago(10) },
            { version: '1.0.77', at: ago(100) },
          ]
        : [],
    });
  const verdicts = (base: Candidate, said: readonly ReturnType<typeof test>[]) =>
    judge({ ...base, said: { evidence: said, ignored: [] } }).map(
      ({ gate, verdict }) => `${gate} ${verdict}`,
    );

  it('its order and its duplicates change no verdict', () => {
    fc.assert(
      fc.property(
        judged.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.shuffledSubarray([...given.evidence, ...given.evidence], {
              minLength: given.evidence.length * 2,
            }),
          ),
        ),
        ([given, shuffled]) => {
          const base = candidateOf(given);
          expect(verdicts(base, shuffled)).toEqual(verdicts(base, given.evidence));
        },
      ),
    );
  });

  it('another rejection never turns a refusal into an acceptance', () => {
    fc.assert(
      fc.property(judged, (given) => {
        const base = candidateOf(given);
        const before = judge({ ...base, said: { evidence: given.evidence, ignored: [] } });
        const after = judge({ ...base, said: { evidence: [...given.evidence, rejection()], ignored: [] } });
        expect(isRefused(after)).toBe(true);
        expect(isRefused(after) || !isRefused(before)).toBe(true);
      }),
    );
  });

  it('a pin without a release never passes', () => {
    fc.assert(
      fc.property(judged, (given) => {
        const { release: _, ...base } = candidateOf(given);
        expect(isRefused(judge({ ...base, said: { evidence: given.evidence, ignored: [] } }))).toBe(true);
      }),
    );
  });

  it('a new release passes only with a pass or a waiver of its own', () => {
    fc.assert(
      fc.property(judged, (given) => {
        const base = candidateOf(given);
        if (isRollback({ ...base, release })) return;
        const proven = given.evidence.some(
          ({ statement }) =>
            statement.subject === release.digest &&
            (statement.kind === 'waiver' ||
              (statement.kind === 'test-result' && statement.result === 'passed')),
        );
        const passes = !isRefused(judge({ ...base, said: { evidence: given.evidence, ignored: [] } }));
        expect(proven || !passes).toBe(true);
      }),
    );
  });
});
