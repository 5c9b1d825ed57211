import { router } from './trpc.ts';

export const appRouter = router({
  account: router({}),
  customer: router({}),
  admin: router({}),
});

export type AppRouter = typeof appRouter;
