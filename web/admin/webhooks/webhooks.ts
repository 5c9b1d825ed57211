import { useQueryClient } from '@tanstack/solid-query';
import { t, tryText } from '../../i18n.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { createPaged } from '../../ui/paged.ts';
import { useQuery } from '../../ui/query.ts';

type List = Outputs['admin']['webhooks']['list'];
/** `name`: what a card, its buttons and its dialogs call it. */
export type Webhook = List['items'][number] & { name: string };
export type FailedMessage = Outputs['admin']['webhooks']['failed']['items'][number];

const key = ['admin', 'webhooks'];
const everySeconds = 2;

/** The address is the name. A second one with the same address has its place behind it, so that nobody removes the wrong one. */
const withNames = ({ items, hosts }: List): { items: Webhook[]; hosts: string[] } => ({
  items: items.map((one, at) => {
    const nth = items.slice(0, at + 1).filter(({ url }) => url === one.url).length;
    return { ...one, name: nth === 1 ? one.url : t('admin.webhooks.nth', { url: one.url, nth }) };
  }),
  hosts,
});

/** Asks again while something is being sent. */
export const createWebhooks = () =>
  useQuery(() => ({
    queryKey: [...key, 'list'],
    queryFn: () => trpc.admin.webhooks.list.query({}),
    select: withNames,
    refetchInterval: ({ state }: { state: { data: List | undefined } }) =>
      state.data?.items.some(({ state: of, queued }) => of === 'active' && queued > 0) === true &&
      everySeconds * 1000,
  }));

export const createFailedMessages = (webhookId: () => string) =>
  createPaged<FailedMessage>(
    () => [...key, 'failed', webhookId()],
    (cursor) => trpc.admin.webhooks.failed.query({ webhookId: webhookId(), cursor }),
  );

/** After a change: asks for the webhooks and their messages again. */
export function useRefreshWebhooks(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: key });
}

export const statusIn = (code: string): string | undefined => /^status_(\d{3})$/u.exec(code)?.[1];

/** A code of an attempt in words: an answer, or why there was none. */
export function whyOf(code: string): string {
  const status = statusIn(code);
  if (status !== undefined) return t('admin.webhooks.why.status', { status });
  return tryText(`admin.webhooks.why.${code}`) ?? t('admin.webhooks.why.other');
}
