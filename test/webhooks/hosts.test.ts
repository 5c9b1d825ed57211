import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../server/webhooks/addresses.ts';
import { parseWebhookHosts, readTarget } from '../../server/webhooks/hosts.ts';

const allowed = parseWebhookHosts(
  'hooks.example,hooks.example:8443,bücher.example,127.0.0.1:9000,localhost:9001',
)!;
const problemOf = (url: string) => {
  const target = readTarget(url, allowed);
  return typeof target === 'string' ? target : null;
};

describe('the address of a webhook', () => {
  it.each([
    [
      'https://hooks.example/lethe?a=1',
      { host: 'hooks.example', port: 443, secure: true, path: '/lethe?a=1' },
    ],
    ['https://HOOKS.Example:8443', { host: 'hooks.example', port: 8443, secure: true, path: '/' }],
    ['https://b\u00fccher.example/', { host: 'xn--bcher-kva.example', port: 443 }],
    ['http://127.0.0.1:9000/x', { host: '127.0.0.1', port: 9000, secure: false }],
    ['https://localhost:9001/x', { host: 'localhost', port: 9001, secure: true }],
  ])('may be %s', (url, target) => {
    expect(readTarget(url, allowed)).toMatchObject(target);
  });

  it.each([
    ['http://hooks.example/', 'not_https'],
    ['ftp://hooks.example/', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['hooks.example', 'not_a_url'],
    ['https://hooks.example:444/', 'host_not_allowed'],
    ['https://hooks.example./', 'host_not_allowed'],
    ['https://localhost.:9001/', 'host_not_allowed'],
    ['https://sub.hooks.example/', 'host_not_allowed'],
    ['https://hooks.example.evil.example/', 'host_not_allowed'],
    ['https://hooks.example@evil.example/', 'has_credentials'],
    ['https://user:password@hooks.example/', 'has_credentials'],
    ['https://evil.example\\@hooks.example/', 'not_a_url'],
    ['https://hooks.example\\.evil.example/', 'not_a_url'],
    ['https://2130706433:9000/', null],
    ['http://127.1:9000/', null],
    ['https://2130706433/', 'host_not_allowed'],
    ['https://0x7f000001/', 'host_not_allowed'],
    ['https://017700000001/', 'host_not_allowed'],
    ['https://[::ffff:127.0.0.1]:9000/', 'host_not_allowed'],
    ['https://[::1]:9000/', 'host_not_allowed'],
    ['https://169.254.169.254/latest/meta-data/', 'host_not_allowed'],
    ['https://h\u00f6oks.example/', 'host_not_allowed'],
    ['https://hooks.example/a\r\nx-evil: 1', 'not_a_url'],
    ['https://hooks.example/a\tb', 'not_a_url'],
    ['https://hooks.example/#top', 'not_a_url'],
  ])('%j is %s', (url, problem) => {
    // Another spelling of a listed address is that address.
    expect(problemOf(url)).toBe(problem);
  });

  it('is none at all where no host is listed', () => {
    expect(readTarget('https://hooks.example/', [])).toBe('host_not_allowed');
  });
});

describe('the list of hosts', () => {
  it.each([
    '10.0.0.1',
    '192.168.1.1:8080',
    '169.254.169.254',
    '2130706433',
    '0x7f.1',
    '[::ffff:10.0.0.1]',
    '[fd00:ec2::254]',
    'hooks.example.',
    'user@hooks.example',
    'https://hooks.example',
    'hooks.example/path',
    '*.example',
    'a.example,,b.example',
    'hooks.example:99999',
  ])('cannot have %s', (text) => {
    expect(parseWebhookHosts(text)).toBeNull();
  });

  it('can have names, public addresses and this machine', () => {
    expect(
      parseWebhookHosts('Hooks.Example, 1.1.1.1:8443, [2606:4700::1111], [::1]:9000, localhost:1'),
    ).toEqual([
      { host: 'hooks.example', port: 443 },
      { host: '1.1.1.1', port: 8443 },
      { host: '[2606:4700::1111]', port: 443 },
      { host: '[::1]', port: 9000 },
      { host: 'localhost', port: 1 },
    ]);
  });
});

describe('an address', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '2130706433',
    'not:an:address',
  ])('%j is not one of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '192.169.0.1',
    '2606:4700::1111',
    '2a00::1',
  ])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});
