import createClient from 'openapi-fetch';
import type { paths } from './lethe.js';

/* What must not compile: the compiler complains of an expectation that nothing meets. */

export async function wrong(): Promise<void> {
  const client = createClient<paths>({ baseUrl: 'https://privacy.example' });
  // @ts-expect-error -- no such path
  await client.POST('/trpc/system.erasures.forget', { body: {} });
  // @ts-expect-error -- by POST only
  await client.GET('/trpc/system.erasures.feed', { body: {} });
  // @ts-expect-error -- a body is needed
  await client.POST('/trpc/system.erasures.feed', {});
  // @ts-expect-error -- a number, not text
  await client.POST('/trpc/system.erasures.feed', { body: { limit: '10' } });
  // @ts-expect-error -- the result is needed
  await client.POST('/trpc/system.erasures.acknowledge', { body: { erasureId: 'x' } });
  // @ts-expect-error -- no such result
  await client.POST('/trpc/system.erasures.acknowledge', { body: { erasureId: 'x', result: 'forgotten' } });
  const { error } = await client.POST('/trpc/system.consents.check', {
    body: { customer: { email: 'a@b.example' } },
  });
  // @ts-expect-error -- no such kind
  if (error?.error.data.kind === 'too_many_request') return;
}
