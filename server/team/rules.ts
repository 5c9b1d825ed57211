/**
 * What an admin may do. Each procedure of the admin area names one right.
 * `overview`: reads what names no customer. `requests`: reads requests with the requester's name and enters new ones. `customers`: reads
 * everything about a customer. `decide`: decides requests and corrects what is stored. `settings`: changes settings, letters and texts.
 */
export const RIGHTS = ['overview', 'requests', 'customers', 'decide', 'settings', 'keys', 'team'] as const;
export type Right = (typeof RIGHTS)[number];

export const ROLES = ['owner', 'officer', 'support', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

const RIGHTS_OF: Record<Role, readonly Right[]> = {
  owner: RIGHTS,
  officer: ['overview', 'requests', 'customers', 'decide'],
  support: ['overview', 'requests'],
  auditor: ['overview'],
};

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF[role];
export const hasRight = (role: Role, right: Right): boolean => RIGHTS_OF[role].includes(right);

/** A row of a list without the customer it is about: for admins who may see that something happened, but not to whom. */
export const withoutCustomer = <
  T extends { customerId: string | null; fullName: string | null; email: string | null },
>(
  row: T,
): T => ({ ...row, customerId: null, fullName: null, email: null });
