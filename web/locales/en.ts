import { account } from './en/account.ts';
import { admin } from './en/admin.ts';
import { common } from './en/common.ts';
import { customer } from './en/customer.ts';
import { errors } from './en/errors.ts';
import { sessions } from './en/sessions.ts';

/** English, the language the others are typed after. One file for each area. */
export const en = { common, errors, account: { ...account, sessions }, customer, admin };
