import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { sendDispatch } from '../../../pipeline/github-release/dispatch.ts';
import {
  createPayload,
  dispatchPayloadSchema,
  parsePayload,
} from '../../../pipeline/github-release/dispatch-payload.ts';
import { readPayload } from '../../../pipeline/github-release/receive.ts';
import { lostAnswer } from '../../support/fault-server.ts';
import { faultsOf, placesOf } from '../../support/faults.ts';
import { answer, startStandIn } from '../../support/github-stand-in.ts';
import { releaseFacts, stagedFacts } from './sample.ts';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../../pipeline/github-release/dispatch.schema.json', import.meta.url), 'utf8'),
);
const payload = createPayload(releaseFacts);
const [web] = payload.images;

describe('the payload of repository_dispatch', () => {
  it('has a published JSON schema that equals the one in the code', () => {
    expect(published).toEqual(z.toJSONSchema(dispatchPayloadSchema));
  });

  it('has the same form on both channels', () => {
    const staged = createPayload(stagedFacts);
    expect(Object.keys(staged)).toEqual(Object.keys(payload));
    expect(staged.channel).toBe('staging');
    expect(staged.images.map((image) => Object.keys(image))).toEqual(
      payload.images.map(() => ['name', 'reference', 'digest']),
    );
    expect(parsePayload(JSON.parse(JSON.stringify(staged)))).toEqual(staged);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown key', { extra: 1 }, 'client_payload'],
    ['a version with v', { version: 'v1.1.0' }, 'client_payload.version'],
    ['a shell command as the version', { version: '$(id)' }, 'client_payload.version'],
    ['a short commit', { commit: 'a1b2c3d' }, 'client_payload.commit'],
    ['an unknown channel', { channel: 'beta' }, 'client_payload.channel'],
    ['no images', { images: [] }, 'client_payload.images'],
    ['a short digest', { images: [{ ...web, digest: 'sha256:00' }] }, 'client_payload.images.0.digest'],
    [
      'an image without a tag',
      { images: [{ ...web, reference: 'a.b/c' }] },
      'client_payload.images.0.reference',
    ],
    ['a line break', { images: [{ ...web, name: 'web\nx' }] }, 'client_payload.images.0.name'],
  ])('is refused with %s, also by the published schema', (_, change, where) => {
    const wrong = { ...payload, ...change };
    expect(placesOf(() => parsePayload(wrong))).toContain(where);
    const validate = new Ajv2020({ strict: false }).compile(
      z.record(z.string(), z.unknown()).parse(published),
    );
    expect([validate(payload), validate(wrong)]).toEqual([true, false]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a chart of another version', { version: '1.2.0' }, 'client_payload.chart.reference'],
    ['a duplicate image', { images: [web, web] }, 'client_payload.images'],
  ])('is refused with %s', (_, change, where) => {
    expect(placesOf(() => parsePayload({ ...payload, ...change }))).toEqual([where]);
  });

  it("is refused if it is larger than GitHub's limit", () => {
    const images = Array.from({ length: 500 }, (_, index) => ({
      name: `image-${index}`,
      reference: `registry.example/shop/image-${index}:v1.1.0`,
      digest: releaseFacts.chart.digest,
      tags: [],
    }));
    expect(faultsOf(() => createPayload({ ...releaseFacts, images }))).toMatchObject([
      {
        where: 'client_payload',
        what: expect.stringMatching(/^has \d+ bytes for 500 images; GitHub's limit is 65536$/),
      },
    ]);
  });

  it.each([
    ['on its own', JSON.stringify(payload)],
    ['in the event of a workflow run', JSON.stringify({ action: 'release', client_payload: payload })],
  ])('is read %s', (_, text) => {
    expect(readPayload(text, 'event.json')).toEqual(payload);
  });

  it.each(['', '{', 'null', '[]', '"x"', '{"client_payload":null}'])('is refused in the form %j', (text) => {
    expect(faultsOf(() => readPayload(text, 'event.json'))).not.toEqual([]);
  });
});

describe('sendDispatch', () => {
  it('sends the payload unchanged', async () => {
    const { github, repository } = await startStandIn();
    await sendDispatch(github, 'release', payload);
    expect(repository.dispatches).toEqual([{ type: 'release', payload }]);
  });

  it('repeats the request after a failure', async () => {
    const { github, inject, repository } = await startStandIn();
    inject(/POST/, answer(500, 'Server Error'), answer(429, 'Too many', { 'retry-after': '1' }));
    await sendDispatch(github, 'release', payload);
    expect(repository.dispatches).toHaveLength(1);
  });

  it('may send the same payload twice if a response is lost', async () => {
    const { github, inject, repository } = await startStandIn();
    inject(/POST/, lostAnswer);
    await sendDispatch(github, 'release', payload);
    expect(repository.dispatches).toEqual(Array(2).fill({ type: 'release', payload }));
  });
});
