import { ownEmail, ownProfile } from './accounts/admin.ts';
import { email } from './accounts/customer.ts';
import { accountRouter } from './accounts/public.ts';
import { sessions } from './accounts/sessions/public.ts';
import { auditAdmin } from './audit/admin.ts';
import { blacklistAdmin } from './blacklist/admin.ts';
import { consentsAdmin } from './consents/admin.ts';
import { consents } from './consents/customer.ts';
import { customersAdmin } from './customers/admin.ts';
import { addresses, invoices, me, profile, services, standing, statements } from './customers/customer.ts';
import { downloadsAdmin } from './exports/admin.ts';
import { matchesAdmin } from './matches/admin.ts';
import { mailAdmin, mailboxAdmin, templatesAdmin } from './notifications/admin.ts';
import { requestsAdmin } from './requests/admin.ts';
import { inventory, requests } from './requests/customer.ts';
import { settingsAdmin } from './settings/admin.ts';
import { erasuresAdmin } from './systems/erasures/admin.ts';
import { systemKeysAdmin } from './systems/keys/admin.ts';
import { systemRouter } from './systems/router.ts';
import { teamAdmin } from './team/admin.ts';
import { teamRouter } from './team/public.ts';
import { mergeRouters, router } from './trpc.ts';
import { webhooksAdmin } from './webhooks/admin.ts';

export const appRouter = router({
  account: mergeRouters(accountRouter, router({ sessions })),
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
    audit: auditAdmin,
    blacklist: blacklistAdmin,
    consents: consentsAdmin,
    customers: customersAdmin,
    downloads: downloadsAdmin,
    email: ownEmail,
    erasures: erasuresAdmin,
    mail: mailAdmin,
    mailbox: mailboxAdmin,
    matches: matchesAdmin,
    profile: ownProfile,
    systemKeys: systemKeysAdmin,
    settings: settingsAdmin,
    templates: templatesAdmin,
    requests: requestsAdmin,
    team: teamAdmin,
    webhooks: webhooksAdmin,
  }),
  system: systemRouter,
  team: teamRouter,
});

export type AppRouter = typeof appRouter;
