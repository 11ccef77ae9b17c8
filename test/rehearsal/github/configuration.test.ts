import { describe, expect, it } from '@jest/globals';
import { type Environment, findEnvironment } from '../../../rehearsal/github/state.ts';
import { REPOSITORY, seal, startTestGitHub } from './client.ts';

const environment = `/repos/${REPOSITORY}/environments/demo`;

async function withEnvironment() {
  const clock = { now: new Date('2026-01-02T03:04:05.678Z') };
  const testGitHub = await startTestGitHub(clock);
  await testGitHub.ask('PUT', environment, {});
  const demo = (): Environment | undefined => findEnvironment(testGitHub.github.state, REPOSITORY, 'demo');
  return { ...testGitHub, clock, demo };
}

describe('the secrets of an environment', () => {
  const secret = `${environment}/secrets/ADMIN_PASSWORD`;

  it.each([
    ['newlines', 'one\ntwo\r\nthree\n'],
    ['unicode', 'pässwörd 密码 🔑'],
    ['bytes that are not valid text', Uint8Array.of(0, 255, 254, 10, 0)],
    ['exactly 48 KB', 'x'.repeat(48 * 1024)],
  ])('keep the exact bytes that were sealed (%s)', async (_what, value) => {
    const { putSecret, demo } = await withEnvironment();
    expect(await putSecret('demo', 'ADMIN_PASSWORD', value)).toEqual({ status: 201, body: {} });
    expect(demo()?.secrets.get('ADMIN_PASSWORD')?.value).toEqual(Buffer.from(value));
  });

  it('are returned as a name and two times, of which an update changes the second', async () => {
    const { ask, putSecret, clock, demo } = await withEnvironment();
    await putSecret('demo', 'admin_password', 'one');
    clock.now = new Date('2026-01-02T03:05:00Z');
    expect(await putSecret('demo', 'ADMIN_PASSWORD', 'two')).toEqual({ status: 204, body: undefined });
    const body = {
      name: 'ADMIN_PASSWORD',
      created_at: '2026-01-02T03:04:05Z',
      updated_at: '2026-01-02T03:05:00Z',
    };
    expect(await ask('GET', `${environment}/secrets/Admin_Password`)).toEqual({ status: 200, body });
    expect(await ask('GET', `${environment}/secrets`)).toEqual({
      status: 200,
      body: { total_count: 1, secrets: [body] },
    });
    expect(demo()?.secrets.get('ADMIN_PASSWORD')?.value.toString()).toBe('two');
  });

  it('are found by the repository id, which the Pulumi provider uses', async () => {
    const { github, ask, putSecret } = await withEnvironment();
    await putSecret('demo', 'ADMIN_PASSWORD', 'one');
    const byId = `/repositories/${github.state.repositories[0]?.id}/environments/demo/secrets`;
    expect((await ask('GET', `${byId}/ADMIN_PASSWORD`)).status).toBe(200);
    expect((await ask('GET', `${byId}/public-key`)).status).toBe(200);
    expect((await ask('DELETE', `${byId}/ADMIN_PASSWORD`)).status).toBe(204);
    expect((await ask('GET', secret)).status).toBe(404);
    expect((await ask('DELETE', secret)).status).toBe(404);
  });

  it('are refused if they are empty, larger than 48 KB or have an invalid name', async () => {
    const { putSecret, demo } = await withEnvironment();
    expect((await putSecret('demo', 'EMPTY', '')).status).toBe(422);
    expect((await putSecret('demo', 'LARGE', 'x'.repeat(48 * 1024 + 1))).status).toBe(422);
    expect((await putSecret('demo', 'GITHUB_X', 'x')).status).toBe(422);
    expect((await putSecret('demo', '1X', 'x')).status).toBe(422);
    expect(demo()?.secrets.size).toBe(0);
  });

  it('are refused if they are not sealed to the key of their environment', async () => {
    const { ask, demo } = await withEnvironment();
    await ask('PUT', `/repos/${REPOSITORY}/environments/other`, {});
    const own = await seal(ask, 'demo', 'one');
    const foreign = await seal(ask, 'other', 'one');
    const message = 'Bad request - validation failed due to an improperly encrypted secret';
    const refused = { status: 422, body: { message } };
    expect(await ask('PUT', secret, foreign)).toMatchObject(refused);
    expect(await ask('PUT', secret, { ...foreign, key_id: own.key_id })).toMatchObject(refused);
    expect(await ask('PUT', secret, { ...own, key_id: foreign.key_id })).toMatchObject(refused);
    expect(await ask('PUT', secret, { ...own, encrypted_value: btoa('plain') })).toMatchObject(refused);
    expect(demo()?.secrets.size).toBe(0);
    expect((await ask('PUT', secret, own)).status).toBe(201);
  });

  it('are refused without a key id, with a message that names the field but no value', async () => {
    const { ask } = await withEnvironment();
    const reply = await ask('PUT', secret, { encrypted_value: 'do-not-print' });
    expect(reply).toMatchObject({ status: 422, body: { message: expect.stringContaining("For 'key_id'") } });
    expect(JSON.stringify(reply.body)).not.toContain('do-not-print');
  });

  it('are sealed to a key that is stable until the environment is deleted, and are deleted with it', async () => {
    const { ask, putSecret, demo } = await withEnvironment();
    const key = await ask('GET', `${environment}/secrets/public-key`);
    expect(await ask('GET', `${environment}/secrets/public-key`)).toEqual(key);
    await putSecret('demo', 'ADMIN_PASSWORD', 'one');
    await ask('DELETE', environment);
    await ask('PUT', environment, {});
    expect(demo()?.secrets.size).toBe(0);
    expect(await ask('GET', `${environment}/secrets/public-key`)).not.toEqual(key);
  });

  it('do not appear in the recorded requests', async () => {
    const { github, putSecret } = await withEnvironment();
    await putSecret('demo', 'ADMIN_PASSWORD', 'do-not-print');
    expect(JSON.stringify(github.requests)).not.toMatch(/do-not-print|the-right-token|encrypted/);
  });
});

describe('the variables of an environment', () => {
  const variables = `${environment}/variables`;
  const value = 'https://demo.example/?a=b\nü';

  it('can be created, read, changed and deleted', async () => {
    const { ask, clock, demo } = await withEnvironment();
    expect(await ask('POST', variables, { name: 'base_url', value })).toEqual({ status: 201, body: {} });
    expect(await ask('GET', `${variables}/BASE_URL`)).toEqual({
      status: 200,
      body: {
        name: 'BASE_URL',
        value,
        created_at: '2026-01-02T03:04:05Z',
        updated_at: '2026-01-02T03:04:05Z',
      },
    });
    clock.now = new Date('2026-01-02T03:05:00Z');
    const changed = await ask('PATCH', `${variables}/BASE_URL`, { name: 'BASE_URL', value: 'two' });
    expect(changed).toEqual({ status: 204, body: undefined });
    expect(await ask('GET', variables)).toMatchObject({
      body: { total_count: 1, variables: [{ value: 'two', updated_at: '2026-01-02T03:05:00Z' }] },
    });
    expect(demo()?.variables.get('BASE_URL')?.value).toBe('two');
    expect((await ask('DELETE', `${variables}/BASE_URL`)).status).toBe(204);
    expect((await ask('DELETE', `${variables}/BASE_URL`)).status).toBe(404);
    expect((await ask('PATCH', `${variables}/BASE_URL`, { value })).status).toBe(404);
    expect((await ask('GET', `${variables}/BASE_URL`)).status).toBe(404);
  });

  it('are refused if they exist already, have an invalid name or are too large', async () => {
    const { ask } = await withEnvironment();
    await ask('POST', variables, { name: 'A', value });
    expect(await ask('POST', variables, { name: 'a', value })).toMatchObject({ status: 409 });
    expect((await ask('POST', variables, { name: 'a-b', value })).status).toBe(422);
    expect((await ask('POST', variables, { name: 'B', value: 'x'.repeat(48 * 1024 + 1) })).status).toBe(422);
  });
});
