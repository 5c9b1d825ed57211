import type { Caller } from './caller.ts';
import { CallError, type Client } from './client.ts';

interface Decision {
  requestId: string;
  outcome: 'block' | 'star' | 'destroy' | 'refuse';
  blacklist: boolean | ('email' | 'phone' | 'company_number' | 'person')[];
  notify: boolean;
  reason?: string;
}

/** As a test sends it over HTTP: the server checks it. */
type Loose = { requestId: string; outcome: string } & Partial<
  Record<'blacklist' | 'notify' | 'reason', unknown>
>;

/** Stands for the hash of a preview that nobody has seen. */
export const UNSEEN = '0'.repeat(64);

/** The preview's hash; `UNSEEN` where there is none, so that the decision itself says why. */
const hashOf = (preview: Promise<{ hash: string }>): Promise<string> =>
  preview.then(
    ({ hash }) => hash,
    () => UNSEEN,
  );

/** What a person decides who looks at the preview first. */
export async function withSeen<D extends Loose>(
  by: Client,
  decision: D,
): Promise<D & { previewHash: string }> {
  const { requestId, outcome } = decision;
  const preview = by.call<{ hash: string }>('admin.requests.preview', { requestId, outcome });
  return { ...decision, previewHash: await hashOf(preview) };
}

/** Looks at the preview and decides; looks again where something changed in between, as an admin would. */
export async function lookAndDecide<T = unknown>(by: Client, decision: Loose): Promise<T> {
  for (;;) {
    try {
      return await by.call<T>('admin.requests.decide', await withSeen(by, decision));
    } catch (error) {
      if (!(error instanceof CallError && error.kind === 'preview_outdated')) throw error;
    }
  }
}

/** The same by the router itself. */
export async function lookAndDecideThere({ admin }: Caller, decision: Decision) {
  const { requestId, outcome } = decision;
  const previewHash = await hashOf(admin.requests.preview({ requestId, outcome }));
  return admin.requests.decide({ ...decision, previewHash });
}
