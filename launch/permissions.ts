import { migrationVariableNames, variableNames } from '../server/env.ts';

/* What Deno allows: the one place that says so. Neither may run or write anything. */

export interface ServingNeeds {
  host: string;
  port: string;
  databaseUrl: string;
  resendBaseUrl: string | undefined;
  /** The folder with the pages. */
  web: string;
}

export const servingFlags = (needs: ServingNeeds): string[] =>
  flagsOf({
    net: [
      `${needs.host.includes(':') ? `[${needs.host}]` : needs.host}:${needs.port}`,
      hostOf(needs.databaseUrl, '5432'),
      hostOf(needs.resendBaseUrl ?? 'https://api.resend.com', '443'),
    ],
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
    `--allow-read=${may.read}`,
    `--allow-env=${[...may.variables, 'NODE_ENV'].join(',')}`,
    // Libraries ask for variables of their own; they are told that there is none.
    '--ignore-env',
  ];
}

function hostOf(url: string, standardPort: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : standardPort)}`;
}
