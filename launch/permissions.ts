import { variableNames } from '../server/env.ts';

/** What the server under Deno may do: the one place that says so. It may run nothing and write nothing. */
export interface Needs {
  host: string;
  port: string;
  databaseUrls: string[];
  resendBaseUrl: string | undefined;
  /** Folders it reads: the web build and the migrations. */
  folders: string[];
}

export function permissionFlags(needs: Needs): string[] {
  const net = [
    `${needs.host.includes(':') ? `[${needs.host}]` : needs.host}:${needs.port}`,
    ...needs.databaseUrls.map((url) => hostOf(url, '5432')),
    hostOf(needs.resendBaseUrl ?? 'https://api.resend.com', '443'),
  ];
  return [
    '--no-prompt',
    `--allow-net=${[...new Set(net)].join(',')}`,
    `--allow-read=${needs.folders.join(',')}`,
    `--allow-env=${[...variableNames, 'NODE_ENV'].join(',')}`,
    // Libraries ask for variables of their own; they are told that there is none.
    '--ignore-env',
  ];
}

function hostOf(url: string, standardPort: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : standardPort)}`;
}
