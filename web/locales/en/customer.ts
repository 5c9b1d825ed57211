import { addresses, invoices, profile, services, statements } from './customer-records.ts';
import { cancel, removal, standing, timeline } from './customer-requests.ts';
import { authorization, consentFirst, download, inventory, personalData } from './customer-rights.ts';

export const customer = {
  information: 'Account Information',
  orders: 'Services',

  overview: {
    title: 'Overview',
    greeting: 'Welcome, {{ name }}',
    noServices: 'No active services.',
    services: { one: '{{ count }} active service.', other: '{{ count }} active services.' },
    unpaid: { one: '{{ count }} unpaid invoice.', other: '{{ count }} unpaid invoices.' },
    allPaid: 'No unpaid invoices.',
    unknown: 'We could not load this.',
  },

  profile,
  statements,
  addresses,
  services,
  invoices,
  consentFirst,
  personalData,
  standing,
  authorization,
  download,
  removal,
  timeline,
  cancel,
  inventory,
};
