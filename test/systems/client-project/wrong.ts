import { createLetheClient, type LetheClient, LetheError } from 'lethe/client';

/* What must not compile. Each line is proved by the compiler, which complains of an expectation that nothing meets. */

export async function wrong(client: LetheClient, error: unknown): Promise<void> {
  // @ts-expect-error -- a key is needed
  createLetheClient({ url: 'https://privacy.example' });
  // @ts-expect-error -- no such procedure
  await client.erasures.forget.mutate({});
  // @ts-expect-error -- a query does not mutate
  await client.erasures.feed.mutate({});
  // @ts-expect-error -- an input is needed
  await client.erasures.feed.query();
  // @ts-expect-error -- no such field
  await client.erasures.feed.query({ since: 4 });
  // @ts-expect-error -- a number, not text
  await client.erasures.feed.query({ limit: '10' });
  // @ts-expect-error -- no such result
  await client.erasures.acknowledge.mutate({ erasureId: 'x', result: 'forgotten' });
  // @ts-expect-error -- the result is needed
  await client.erasures.acknowledge.mutate({ erasureId: 'x' });
  // @ts-expect-error -- a customer has one of three names, and this is none
  await client.consents.check.query({ customer: { id: 'crm-1' } });
  // @ts-expect-error -- and one at a time
  await client.consents.check.query({ customer: { externalId: 'crm-1', email: 'nora@example.org' } });
  // @ts-expect-error -- the id is needed in every row
  await client.customers.upsert.mutate({ items: [{ email: 'nora@example.org', fullName: 'Nora Nobody' }] });
  // @ts-expect-error -- no such option
  await client.erasures.feed.query({}, { timeout: 5 });
  const { items } = await client.erasures.feed.query({});
  // @ts-expect-error -- no such column in an answer
  items[0]?.email;
  // @ts-expect-error -- no such kind of a record
  if (items[0]?.records[0]?.kind === 'person') return;
  // @ts-expect-error -- a list of ids, not one
  items[0]?.externalIds.toLowerCase();
  // @ts-expect-error -- no such kind
  if (error instanceof LetheError && error.kind === 'too_many_request') return;
}
