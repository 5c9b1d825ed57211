import type { Letterhead } from '../settings/logo/bytes.ts';

/** A message to send; its id is the idempotency key. */
export interface Outgoing {
  id: string;
  to: string;
  subject: string;
  body: string;
  /** Where answers go; otherwise to the sender's own address. */
  replyTo?: string | null;
  /** The operator's logo, above the text in HTML. */
  letterhead?: Letterhead | null;
}

/** `code` is a name from a fixed list, never a text of the mail provider: it is stored and logged. */
export type Delivery =
  | { outcome: 'sent' }
  | { outcome: 'retry'; code: string; retryAfterMs?: number }
  | { outcome: 'refused'; code: string };

export type Send = (message: Outgoing) => Promise<Delivery>;
