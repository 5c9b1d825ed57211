import { consentsSystem } from '../consents/system.ts';
import { requestsSystem } from '../requests/system.ts';
import { router } from '../trpc.ts';
import { erasuresSystem } from './erasures/system.ts';
import { customersSystem, invoicesSystem, servicesSystem } from './intake/system.ts';

/** What other systems may call, each by a key with the procedure's scope. A router of its own: the typed client is made of it. */
export const systemRouter = router({
  consents: consentsSystem,
  customers: customersSystem,
  erasures: erasuresSystem,
  invoices: invoicesSystem,
  requests: requestsSystem,
  services: servicesSystem,
});

export type SystemRouter = typeof systemRouter;
