import { consentsSystem } from '../consents/system.ts';
import { customersReading } from '../customers/system.ts';
import { requestsSystem } from '../requests/system.ts';
import { mergeRouters, router } from '../trpc.ts';
import { erasuresSystem } from './erasures/system.ts';
import { customersSystem, invoicesSystem, servicesSystem } from './intake/system.ts';

/** What connected systems may call, each with a key that has the procedure's scope. The typed client is derived from this router. */
export const systemRouter = router({
  consents: consentsSystem,
  customers: mergeRouters(customersSystem, customersReading),
  erasures: erasuresSystem,
  invoices: invoicesSystem,
  requests: requestsSystem,
  services: servicesSystem,
});

export type SystemRouter = typeof systemRouter;
