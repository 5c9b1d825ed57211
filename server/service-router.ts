import { consentsService } from './consents/service.ts';
import { erasuresService } from './erasures/service.ts';
import { customersService, invoicesService, servicesService } from './intake/service.ts';
import { requestsService } from './requests/service.ts';
import { router } from './trpc.ts';

/** What other services may call, each by a key with the procedure's scope. A router of its own: the typed client is made of it. */
export const serviceRouter = router({
  consents: consentsService,
  customers: customersService,
  erasures: erasuresService,
  invoices: invoicesService,
  requests: requestsService,
  services: servicesService,
});

export type ServiceRouter = typeof serviceRouter;
