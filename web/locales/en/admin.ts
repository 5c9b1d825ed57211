import { audit } from './admin-audit.ts';
import { decision, unblock } from './admin-decisions.ts';
import { delivery, mailbox, templates, undelivered } from './admin-letters.ts';
import { matches, refusedIds, statements, wrongPerson } from './admin-people.ts';
import { assignment, proposals } from './admin-proposals.ts';
import { request, requests, tables } from './admin-requests.ts';
import { rights } from './admin-rights.ts';
import { blacklist, client, clients, erasedIds } from './admin-rooms.ts';
import { notified, systemKeys } from './admin-systems.ts';
import { team } from './admin-team.ts';
import { webhooks } from './admin-webhooks.ts';

export const admin = {
  clients: 'Clients',
  allClients: 'All Clients',
  personalDataManagement: 'Personal Data Management',
  blacklist: 'Blacklist',
  settings: 'Settings',
  notificationTemplates: 'Notification Templates',
  mailbox: 'Mailbox',
  pending: { one: '{{ count }} pending request', other: '{{ count }} pending requests' },
  audit,
  requests,
  request,
  decision,
  proposals,
  assignment,
  unblock,
  tables,
  rights,
  list: clients,
  client,
  entries: blacklist,
  erasedIds,
  matches,
  statements,
  refusedIds,
  wrongPerson,
  templates,
  delivery,
  undelivered,
  mail: mailbox,
  keys: systemKeys,
  notified,
  team,
  webhooks,
};
