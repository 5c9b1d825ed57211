import type { Send } from './send.ts';

/** A message in the demo's local mailbox. */
export interface MailboxMessage {
  id: string;
  to: string;
  subject: string;
  body: string;
  sentAt: string;
}

/**
 * The demo's substitute for the recipients' inboxes. It is kept in memory and never in the database, which must have nothing of an erased
 * person.
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

/** Delivers every message to the mailbox: in demo mode without a mail provider. */
export const mailboxSender =
  (mailbox: Mailbox): Send =>
  ({ id, to, subject, body }) => {
    mailbox.put({ id, to, subject, body, sentAt: new Date().toISOString() });
    return Promise.resolve({ outcome: 'sent' });
  };
