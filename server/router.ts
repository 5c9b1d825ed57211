import { email } from './accounts/customer.ts';
import { accountRouter } from './accounts/public.ts';
import { blacklistAdmin } from './blacklist/admin.ts';
import { consentsAdmin } from './consents/admin.ts';
import { consents } from './consents/customer.ts';
import { customersAdmin } from './customers/admin.ts';
import { addresses, invoices, me, profile, services, standing, statements } from './customers/customer.ts';
import { erasuresAdmin } from './erasures/admin.ts';
import { downloadsAdmin } from './exports/admin.ts';
import { matchesAdmin } from './matches/admin.ts';
import { mailboxAdmin, templatesAdmin } from './notifications/admin.ts';
import { requestsAdmin } from './requests/admin.ts';
import { inventory, requests } from './requests/customer.ts';
import { serviceKeysAdmin } from './service-keys/admin.ts';
import { serviceRouter } from './service-router.ts';
import { settingsAdmin } from './settings/admin.ts';
import { router } from './trpc.ts';

export const appRouter = router({
  account: accountRouter,
  customer: router({
    addresses,
    statements,
    consents,
    email,
    inventory,
    invoices,
    me,
    profile,
    requests,
    services,
    standing,
  }),
  admin: router({
    blacklist: blacklistAdmin,
    consents: consentsAdmin,
    customers: customersAdmin,
    downloads: downloadsAdmin,
    erasures: erasuresAdmin,
    mailbox: mailboxAdmin,
    matches: matchesAdmin,
    serviceKeys: serviceKeysAdmin,
    settings: settingsAdmin,
    templates: templatesAdmin,
    requests: requestsAdmin,
  }),
  service: serviceRouter,
});

export type AppRouter = typeof appRouter;
