/**
 * What an admin may do. Each procedure of the admin area names one right.
 * `overview`: reads what names no customer. `requests`: reads requests with the requester's name and enters new ones. `customers`: reads
 * everything about a customer. `decide`: decides requests and corrects what is stored. `settings`: changes settings, letters and texts.
 * `audit`: reads who did what.
 */
export const RIGHTS = [
  'overview',
  'requests',
  'customers',
  'decide',
  'settings',
  'keys',
  'team',
  'audit',
] as const;
export type Right = (typeof RIGHTS)[number];
