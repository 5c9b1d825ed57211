import { BLACKLIST_YEARS } from '../../../server/blacklist/rules.ts';
import { SIGN_IN_DAYS } from '../../../server/values/limits-and-periods.ts';

/** The customer’s request for removal or anonymization, and its steps. */
export const standing = {
  granted: 'You have agreed to how we use your data, since {{ date }}.',
  withdrawn: 'You withdrew your consent on {{ date }}.',
  never: 'You have not given your consent.',
  noRequest: 'You have no open request.',
  refused: 'We refused your last request on {{ date }}. You find the reasons below.',
  removal: 'You have asked us to remove your data. We answer by {{ date }}.',
  anonymization: 'You have asked us to anonymize your data. We answer by {{ date }}.',
  automaticRemoval:
    'You have asked us to remove your data. Unless one of us decides earlier, our software Lethe approves your request on {{ date }}, if you have no active service and no unpaid invoice then.',
  automaticAnonymization:
    'You have asked us to anonymize your data. Unless one of us decides earlier, our software Lethe approves your request on {{ date }}, if you have no active service and no unpaid invoice then.',
  unknown: 'See what we hold about you, take it with you, or ask us to remove it.',
};

export const removal = {
  title: 'Data Removal Request',
  what: 'Ask us to delete what we hold about you, or to replace your name and personal details with stars.',
  open: 'Open',
  stillOpen: {
    title: 'Still open with us',
    services: {
      one: 'You have {{ count }} running service. Your request does not end its contract.',
      other: 'You have {{ count }} running services. Your request does not end their contracts.',
    },
    invoices: {
      one: 'You have {{ count }} unpaid invoice: {{ sums }}. You still owe it.',
      other: 'You have {{ count }} unpaid invoices: {{ sums }}. You still owe them.',
    },
    means:
      'You can still ask. A person then decides about your request, and may refuse it or only block your data while this is open. We give you the reason.',
  },
  choose: 'What should we do?',
  chooseOne: 'Please choose what we should do.',
  removal: 'Remove my data',
  removalText:
    'If your request is approved, we delete your account and your data here. This cannot be undone.',
  anonymization: 'Anonymize my data',
  anonymizationText:
    'If your request is approved, we replace your name and personal details with stars and close your account. This cannot be undone. What is left is pseudonymized: amounts and dates stay.',
  keptTitle: 'What we keep',
  kept: {
    books:
      'Amounts, dates and states of services and invoices, because we must keep accounts, for as long as the law requires.',
    accountability:
      'The number, dates, type and outcome of your requests, consents and downloads, without your name, because we must be able to show that we respected your rights.',
    traces: `Your customer number and the dates of entries, for as long as we keep our records, and the dates of your sign-ins, for ${SIGN_IN_DAYS} days. Without your name, they identify nobody on their own.`,
    blacklist:
      'If you may not open an account again: a fingerprint of your e-mail address, phone number or name, until an end date. It is a code made with a secret key. It can still recognize you, and we inform you if we keep one.',
    systems: `So that no other system of ours sends your data here again by mistake: a fingerprint of each id that such a system used for you, for ${BLACKLIST_YEARS} years, and of your e-mail address, until all of these systems have answered.`,
    backups: 'Copies in backups, until the backups expire. Please ask us when that is.',
  },
  note: 'Is there anything we should know?',
  noteHint: 'Please write nothing here that we do not need to know.',
  automatic: {
    one: 'If nobody decides within {{ count }} day, our software Lethe decides as you asked, without a person, if you then have no active service and no unpaid invoice. Until then you can cancel. You can ask for a person to look at it.',
    other:
      'If nobody decides within {{ count }} days, our software Lethe decides as you asked, without a person, if you then have no active service and no unpaid invoice. Until then you can cancel. You can ask for a person to look at it.',
  },
  person:
    'A person decides about your request. If that changes while the request is open, we tell you here and by e-mail, and you then have the full waiting time to cancel.',
  howLong:
    'You get an answer within one month (GDPR Art. 12(3)). Until then you can cancel the request here.',
  ask: {
    either: 'Send the request',
    removal: 'Ask for removal',
    anonymization: 'Ask for anonymization',
  },
  sent: 'We have received your request.',
  refusedTitle: 'Request {{ number }} was refused on {{ date }}',
  noReason: 'No reason was given. Please ask us for it: you have a right to know.',
  remedies:
    'You have the right to complain to a data protection supervisory authority, for instance where you live or work, and to go to court (GDPR Art. 12(4), 77 and 79). You can also ask again at any time.',
  earlier: 'Earlier requests',
  earlierOf: {
    removal: 'Request {{ number }}, removal:',
    anonymization: 'Request {{ number }}, anonymization:',
  },
  states: {
    pending: 'open',
    cancelled: 'cancelled by you',
    blocked: 'account blocked',
    starred: 'pseudonymized',
    destroyed: 'removed',
    refused: 'refused',
  },
  replaced: 'replaced by your own request {{ number }}',
  lifted: '(the block was lifted on {{ date }})',
  bySystem: '(decided automatically)',
};

export const timeline = {
  label: 'Your request, step by step',
  removal: 'You asked for removal (request {{ number }})',
  anonymization: 'You asked for anonymization (request {{ number }})',
  review: 'We look at your request',
  reviewText: 'We check it against your services and invoices. You do not need to do anything.',
  waiting: 'Waiting time',
  waitingText: 'You can cancel until {{ date }}, unless one of us decides earlier.',
  answer: 'You get an answer',
  by: 'by {{ date }}',
  on: 'on {{ date }}',
  answerText:
    'If we refuse, you see here why and what you can do about it. With any other answer we close your account, and you can no longer sign in to read it. We may also send you the answer by e-mail.',
  automaticText:
    'Our software Lethe approves your request if you have no active service and no unpaid invoice by then. Otherwise a person decides. You can ask us at any time for a person to look at it.',
  removed: 'Your data is removed',
  anonymized: 'Your data is pseudonymized',
  doneText: 'Only if the request is approved. From then on you can no longer sign in.',
};

export const cancel = {
  open: 'Cancel this request',
  anyTime: 'Possible until it is answered.',
  title: 'Cancel request {{ number }}?',
  text: 'Nothing is deleted, and your account stays as it is. You can ask again at any time. We then have a new month to answer.',
  keep: 'Keep the request',
  action: 'Cancel the request',
  done: 'Request {{ number }} is cancelled.',
};
