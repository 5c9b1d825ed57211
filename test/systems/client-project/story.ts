import { createLetheClient, type LetheClient, LetheError } from 'lethe/client';

/* What a system does all day, from an empty project: it prints what it saw as one line of JSON. */

declare const process: { argv: string[] };
const [, , url = '', key = '', externalId = ''] = process.argv;
const client: LetheClient = createLetheClient({ url, key });

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Every kind is known by name: a misspelt one would not compile. */
async function kindOf(call: Promise<unknown>): Promise<LetheError['kind'] | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (error instanceof LetheError) return error.kind;
    throw error;
  }
}

const { results: taken } = await client.customers.upsert.mutate({
  items: [{ externalId, email: `${externalId}@example.org`, fullName: 'Nora Nobody' }],
});
const rows = taken.map((row) => ('kind' in row ? row.kind : 'taken'));
const { reason } = await client.consents.check.query({ customer: { externalId } });

const { items, nextCursor } = await client.erasures.feed.query({ limit: 10, waitSeconds: 1 });
const results: ('done' | 'nothing_held' | 'retained')[] = [];
for (const { erasureId } of items) {
  const { result } = await client.erasures.acknowledge.mutate({ erasureId, result: 'done' });
  results.push(result);
}
const after = await client.erasures.feed.query({ after: nextCursor }, { signal: AbortSignal.timeout(5_000) });
const missing = await kindOf(client.erasures.acknowledge.mutate({ erasureId: NOBODY, result: 'done' }));

console.log(
  JSON.stringify({
    rows,
    reason,
    told: items.map(({ externalIds, outcome }) => [...externalIds, outcome]),
    results,
    after: after.items.length,
    missing,
  }),
);
