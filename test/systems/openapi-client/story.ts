import createClient from 'openapi-fetch';
import type { paths } from './lethe.js';

/* A system's day through a client that was generated from /openapi.json: it prints what it saw as one line of JSON. */

declare const process: { argv: string[] };
const [, , baseUrl = '', key = ''] = process.argv;
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });

const nora = { externalId: 'new-1', email: 'nora@example.org', fullName: 'Nora Nobody' };
const upserted = await client.POST('/trpc/system.customers.upsert', {
  body: { items: [nora, { ...nora, externalId: ' ' }] },
});
const rows = upserted.data?.result.data.results.map((row) => ('kind' in row ? row.kind : 'taken'));
const { externalId } = nora;
const consent = await client.POST('/trpc/system.consents.check', { body: { customer: { externalId } } });
const feed = await client.POST('/trpc/system.erasures.feed', { body: { limit: 10 } });
const told = feed.data?.result.data.items ?? [];
const results: ('done' | 'nothing_held' | 'retained' | undefined)[] = [];
for (const { erasureId } of told) {
  const body = { erasureId, result: 'done' as const };
  const acknowledged = await client.POST('/trpc/system.erasures.acknowledge', { body });
  results.push(acknowledged.data?.result.data.result);
}
const again = await client.POST('/trpc/system.erasures.feed', { body: {} });
const missing = await client.POST('/trpc/system.erasures.acknowledge', {
  body: { erasureId: '00000000-0000-4000-8000-000000000000', result: 'done' },
});
const kind = missing.error?.error.data.kind;

console.log(
  JSON.stringify({
    rows,
    reason: consent.data?.result.data.reason,
    told: told.map((erasure) => [...erasure.externalIds, erasure.outcome]),
    results,
    left: again.data?.result.data.items.length,
    missing: kind === 'erasure_not_found',
  }),
);
