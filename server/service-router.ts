import { erasuresService } from './erasures/service.ts';
import { router } from './trpc.ts';

/** What other services may call, each by a key with the procedure's scope. A router of its own: the typed client is made of it. */
export const serviceRouter = router({
  erasures: erasuresService,
});

export type ServiceRouter = typeof serviceRouter;
