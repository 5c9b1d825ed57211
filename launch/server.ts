import { variableNames } from '../server/env.ts';
import { type Child, type ChildOptions, startChild } from './child.ts';
import { servingFlags } from './permissions.ts';

export interface ServerOptions extends ChildOptions {
  /** The folder with the pages. */
  web: string;
}

/** Starts the server. It never learns the owner's address, so even an attacker in it has only the plain role of DATABASE_URL. */
export function startServer(options: ServerOptions): Child {
  const { environment, web } = options;
  const flags = servingFlags({
    host: environment.HOST!,
    port: environment.PORT!,
    databaseUrl: environment.DATABASE_URL!,
    directUrl: environment.LETHE_DIRECT_URL || undefined,
    databaseCa: environment.LETHE_DATABASE_CA || undefined,
    resendBaseUrl: environment.RESEND_BASE_URL || undefined,
    smtpUrl: environment.SMTP_URL || undefined,
    oidcIssuer: environment.OIDC_ISSUER || undefined,
    oidcHosts: environment.OIDC_HOSTS || undefined,
    webhookHosts: environment.LETHE_WEBHOOK_HOSTS || undefined,
    web,
  });
  return startChild(options, { name: 'main', arguments: [web], variables: variableNames, flags });
}
