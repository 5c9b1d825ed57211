import type { Send } from './send.ts';

/** A message as the demo's local mailbox shows it. */
export interface MailboxMessage {
  id: string;
  to: string;
  subject: string;
  body: string;
  sentAt: string;
}

/**
 * The demo's stand for an inbox: it belongs to the recipients, not to the product, so it is kept in this process's
 * memory and never in the database, which must hold nothing of a person who was erased.
 */
export interface Mailbox {
  put(message: MailboxMessage): void;
  newestFirst(): MailboxMessage[];
}

export function createMailbox(limit = 100): Mailbox {
  const messages: MailboxMessage[] = [];
  return {
    put(message) {
      messages.unshift(message);
      messages.length = Math.min(messages.length, limit);
    },
    newestFirst: () => [...messages],
  };
}

/** Without a Resend key, in demo mode: every message arrives, here. */
export const mailboxSender =
  (mailbox: Mailbox): Send =>
  ({ id, to, subject, body }) => {
    mailbox.put({ id, to, subject, body, sentAt: new Date().toISOString() });
    return Promise.resolve({ outcome: 'sent' });
  };
