import { RIGHTS, type Right } from '../values/rights.ts';

/** The roles of admins. */
export const ROLES = ['owner', 'officer', 'support', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

const RIGHTS_OF: Record<Role, readonly Right[]> = {
  owner: RIGHTS,
  officer: ['overview', 'requests', 'customers', 'decide'],
  support: ['overview', 'requests'],
  auditor: ['overview', 'audit'],
};

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF[role];
export const hasRight = (role: Role, right: Right): boolean => RIGHTS_OF[role].includes(right);
export const rolesWith = (right: Right): Role[] => ROLES.filter((role) => hasRight(role, right));

/** A row of a list without the customer it is about: for admins who may see that something happened, but not to whom. */
export const withoutCustomer = <
  T extends { customerId: string | null; fullName: string | null; email: string | null },
>(
  row: T,
): T => ({ ...row, customerId: null, fullName: null, email: null });
