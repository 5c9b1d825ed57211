import type { EmailDoor } from '../../account/ChangeEmail.tsx';
import { trpc } from '../../trpc.ts';

/** An admin's own address. */
export const ownEmail: EmailDoor = {
  key: ['admin', 'email'],
  get: () => trpc.admin.email.get.query({}),
  change: (input) => trpc.admin.email.change.mutate(input),
  cancel: () => trpc.admin.email.cancel.mutate({}),
};
