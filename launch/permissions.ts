import { migrationVariableNames, parseSmtpUrl, variableNames } from '../server/env.ts';

/* Deno's permissions of both processes, in this one place. Neither may run a program or write a file. */

export interface ServingNeeds {
  host: string;
  port: string;
  databaseUrl: string;
  resendBaseUrl: string | undefined;
  /** In place of Resend. */
  smtpUrl: string | undefined;
  /** The folder with the pages. */
  web: string;
}

export const servingFlags = (needs: ServingNeeds): string[] =>
  flagsOf({
    net: [withPort(needs.host, needs.port), hostOf(needs.databaseUrl, '5432'), mailHostOf(needs)],
    read: needs.web,
    variables: variableNames,
  });

export interface MigratingNeeds {
  ownerUrl: string;
  /** The folder of the migrations. */
  migrations: string;
}

export const migratingFlags = ({ ownerUrl, migrations }: MigratingNeeds): string[] =>
  flagsOf({ net: [hostOf(ownerUrl, '5432')], read: migrations, variables: migrationVariableNames });

function flagsOf(may: { net: string[]; read: string; variables: readonly string[] }): string[] {
  return [
    '--no-prompt',
    `--allow-net=${[...new Set(may.net)].join(',')}`,
    // Deno takes a list of paths; a doubled comma is a comma of the path.
    `--allow-read=${may.read.replaceAll(',', ',,')}`,
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

function hostOf(url: string, standardPort: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : standardPort)}`;
}
