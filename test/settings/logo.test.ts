import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedInAdmin, signedInCustomer } from '../support/accounts.ts';
import { type Client, createClient } from '../support/client.ts';
import { ascii, base64, jpeg, jpegSegment, jpegWith, png, pngChunk, webp } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stateOf } from '../support/state.ts';

/* The operator's logo: who may change it, and how everybody gets it. */

interface Logo {
  path: string;
  width: number;
  height: number;
}
let server: TestServer;
let owner: Client;
let adminId: string;
beforeAll(async () => {
  server = await startServer();
  ({ client: owner, adminId } = await signedInAdmin(server));
});
afterAll(() => server.stop());
const sql = () => server.database.pools.app;
beforeEach(() => sql()`delete from lethe.logos`);

const save = (bytes: Uint8Array, client = owner) =>
  client.call<Logo>('admin.settings.saveLogo', { image: base64(bytes) });
const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });
const shown = () =>
  createClient(server.url)
    .call<{ logo: Logo | null }>('account.operator')
    .then(({ logo }) => logo);
const other = png({ width: 3, height: 2 });

describe('the logo', () => {
  it.each([
    ['image/png', png()],
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ])('as %s is for everybody, under exactly its own type, and never asked for again', async (type, bytes) => {
    const logo = await save(bytes);
    expect(logo).toMatchObject({ width: 24, height: 16 });
    expect(await shown()).toEqual(logo);
    const answer = await get(logo.path);
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, Buffer.from(bytes)]);
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
    expect(logo.path).toBe(`/logo/${digest}`);
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${digest}"`,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*img-src 'self' data:;/u);
    expect(headers).not.toHaveProperty('set-cookie');
    const again = await get(logo.path, { 'if-none-match': `"${digest}"` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', `"${digest}"`]);
    const head = await fetch(server.url + logo.path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, type, '']);
  });

  it('has another address once it is replaced, and none once it is removed', async () => {
    const first = await save(png());
    const second = await save(other);
    expect((await get(first.path)).status, 'the former logo').toBe(404);
    expect((await get(second.path)).status).toBe(200);
    expect(await owner.call('admin.settings.removeLogo')).toEqual({ removed: true });
    expect((await get(second.path)).status, 'the removed logo').toBe(404);
    expect(await shown()).toBeNull();
    expect(await owner.call('admin.settings.removeLogo')).toEqual({ removed: false });
  });

  it.each(['', 'x', '0'.repeat(63), '0'.repeat(64), `${'0'.repeat(64)}.png`, '%00', "' or true --"])(
    'is not at /logo/%s',
    async (name) => {
      await save(png());
      const answer = await get(`/logo/${name}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
    },
  );

  it('is written over by nobody through its address', async () => {
    const { path } = await save(png());
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answer = await owner.fetch(path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect([answer.status, answer.headers.get('allow')], method).toEqual([405, 'GET, HEAD']);
    }
  });

  it('keeps nothing of the file but the picture', async () => {
    const place = ascii('GPS 53.5511 N');
    for (const bytes of [png({ between: [pngChunk('tEXt', place)] }), jpegWith(jpegSegment(0xe1, place))]) {
      const { path } = await save(bytes);
      expect(await (await get(path)).text()).not.toContain('GPS');
      const [{ kept }] = await sql()<[{ kept: boolean }]>`
        select position(${place}::bytea in image) > 0 as kept from lethe.logos`;
      expect(kept).toBe(false);
    }
  });
});

describe('a change of the logo', () => {
  it('is audited, and a removal of nothing is not', async () => {
    await sql()`delete from lethe.audit`;
    await save(png());
    await owner.call('admin.settings.removeLogo');
    await owner.call('admin.settings.removeLogo');
    expect(await sql()`select actor, action, details from lethe.audit order by number`).toEqual([
      { actor: adminId, action: 'logo_saved', details: {} },
      { actor: adminId, action: 'logo_removed', details: {} },
    ]);
  });

  it.each([
    ['logo_kind_refused', ascii('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['logo_kind_refused', new Uint8Array()],
    ['logo_damaged', jpeg.subarray(0, -1)],
    ['logo_too_many_pixels', png({ width: 1025, height: 1, pixels: new Uint8Array(4101) })],
    ['logo_too_large', new Uint8Array(256 * 1024 + 1)],
  ])('with a wrong file is refused as %s, and the logo stays', async (kind, bytes) => {
    const logo = await save(png());
    await expect(save(bytes)).rejects.toMatchObject({ kind, field: 'image' });
    expect(await shown()).toEqual(logo);
  });

  it('with anything but a file in base64 is refused', async () => {
    for (const [image, problem] of [
      ['not base64!', 'invalid_character'],
      ['A'.repeat(349_532), 'logo_too_large'],
      [{ type: 'Buffer', data: [1] }, 'invalid'],
    ])
      await expect(owner.call('admin.settings.saveLogo', { image })).rejects.toMatchObject({
        kind: 'invalid_input',
        field: 'image',
        problem,
      });
    await expect(
      owner.call('admin.settings.saveLogo', { image: 'A'.repeat(1_100_000) }),
    ).rejects.toMatchObject({
      kind: 'body_too_large',
    });
  });

  it('needs an owner who entered the password a moment ago', async () => {
    await save(png());
    const before = await stateOf(sql(), ['sessions', 'admins']);
    for (const role of ['officer', 'support', 'auditor'] as const) {
      const { client } = await signedInAdmin(server, role);
      const joined = await stateOf(sql(), ['sessions', 'admins']);
      await expect(save(other, client), role).rejects.toMatchObject({ kind: 'right_missing' });
      await expect(client.call('admin.settings.removeLogo'), role).rejects.toMatchObject({
        kind: 'right_missing',
      });
      expect(await stateOf(sql(), ['sessions', 'admins']), role).toBe(joined);
    }
    const { client: customer } = await signedInCustomer(server);
    await expect(save(other, customer)).rejects.toMatchObject({ kind: 'admin_required' });
    await expect(save(other, createClient(server.url))).rejects.toMatchObject({ kind: 'sign_in_required' });
    const { client: late, adminId: lateId } = await signedInAdmin(server);
    await sql()`update lethe.sessions set confirmed_at = now() - interval '11 minutes' where customer_id = ${lateId}`;
    await expect(save(other, late)).rejects.toMatchObject({ kind: 'fresh_sign_in_required' });
    await expect(late.call('admin.settings.removeLogo')).rejects.toMatchObject({
      kind: 'fresh_sign_in_required',
    });
    expect(before.split('\n').find((line) => line.startsWith('logos'))).toBe(
      (await stateOf(sql())).split('\n').find((line) => line.startsWith('logos')),
    );
  });
});

it('the database takes one logo, of the three types and within the limits', async () => {
  await save(png());
  const row = (change: Record<string, unknown>) =>
    sql()`insert into lethe.logos ${sql()({ type: 'image/png', width: 1, height: 1, image: Buffer.from('x'), ...change })}`;
  await expect(row({})).rejects.toMatchObject({ constraint_name: 'logos_pkey' });
  await expect(row({ only_row: false })).rejects.toMatchObject({ constraint_name: 'logos_only_row' });
  await expect(row({ type: 'image/svg+xml' })).rejects.toMatchObject({ constraint_name: 'logos_type' });
  await expect(row({ width: 1025 })).rejects.toMatchObject({ constraint_name: 'logos_size' });
  await expect(row({ image: Buffer.alloc(262_145) })).rejects.toMatchObject({
    constraint_name: 'logos_image',
  });
});
