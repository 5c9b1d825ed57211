import type { RouteDefinition } from '@solidjs/router';

/** The pages below `/admin`, each loaded when it is first opened. */
export const adminRoutes: RouteDefinition[] = [];
