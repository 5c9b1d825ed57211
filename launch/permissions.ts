import {
  migrationVariableNames,
  parseSmtpUrl,
  parseWebhookHosts,
  signOnHostsOf,
  variableNames,
} from '../server/env.ts';

/* Deno's permissions of both processes, in this one place. Neither may run a program or write a file. */

export interface ServingNeeds {
  host: string;
  port: string;
  databaseUrl: string;
  /** The same database without a pooler. */
  directUrl?: string | undefined;
  /** File with the certificate of the database's authority. */
  databaseCa?: string | undefined;
  resendBaseUrl: string | undefined;
  /** In place of Resend. */
  smtpUrl: string | undefined;
  /** The provider of single sign-on, and its other hosts. */
  oidcIssuer: string | undefined;
  oidcHosts: string | undefined;
  /** Whom webhooks may call. */
  webhookHosts: string | undefined;
  /** The folder with the pages. */
  web: string;
}

export const servingFlags = (needs: ServingNeeds): string[] =>
  flagsOf({
    net: [
      withPort(needs.host, needs.port),
      ...databaseHosts(needs.databaseUrl, needs.directUrl),
      mailHostOf(needs),
      ...signOnHostsOf(needs),
      ...webhookHostsOf(needs),
    ],
    read: [needs.web, needs.databaseCa],
    variables: variableNames,
  });

export interface MigratingNeeds {
  ownerUrl: string;
  /** Where a pooler stands before the server: the server's role gets defaults. */
  directUrl?: string | undefined;
  databaseCa?: string | undefined;
  /** The folder of the migrations. */
  migrations: string;
}

export const migratingFlags = ({ ownerUrl, directUrl, databaseCa, migrations }: MigratingNeeds): string[] =>
  flagsOf({
    net: databaseHosts(ownerUrl, directUrl),
    read: [migrations, databaseCa],
    variables: migrationVariableNames,
  });

const databaseHosts = (...urls: (string | undefined)[]): string[] =>
  urls.flatMap((url) => (url === undefined ? [] : [hostOf(url, '5432')]));

interface Permitted {
  net: string[];
  read: (string | undefined)[];
  variables: readonly string[];
}

function flagsOf(may: Permitted): string[] {
  return [
    '--no-prompt',
    `--allow-net=${[...new Set(may.net)].join(',')}`,
    // Deno takes a list of paths; a doubled comma is a comma of the path.
    `--allow-read=${may.read.flatMap((path) => path?.replaceAll(',', ',,') ?? []).join(',')}`,
    `--allow-env=${[...may.variables, 'NODE_ENV'].join(',')}`,
    // Libraries ask for other variables; with this flag they find them unset.
    '--ignore-env',
  ];
}

const withPort = (host: string, port: string | number) =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

function mailHostOf({ smtpUrl, resendBaseUrl }: ServingNeeds): string {
  const server = smtpUrl === undefined ? null : parseSmtpUrl(smtpUrl);
  return server === null
    ? hostOf(resendBaseUrl ?? 'https://api.resend.com', '443')
    : withPort(server.host, server.port);
}

/** The server refuses to start with a list that cannot be read. */
const webhookHostsOf = ({ webhookHosts }: ServingNeeds): string[] =>
  (parseWebhookHosts(webhookHosts ?? '') ?? []).map(({ host, port }) => `${host}:${port}`);

function hostOf(url: string, standardPort: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : standardPort)}`;
}
