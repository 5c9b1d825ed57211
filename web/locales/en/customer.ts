import { BLACKLIST_YEARS } from '../../../server/blacklist/rules.ts';
import { SIGN_IN_DAYS } from '../../../server/values/limits-and-periods.ts';

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

  profile: {
    title: 'Profile',
    lead: 'Your name, and how we reach you.',
    fullName: 'Full name',
    email: 'E-mail address',
    emailHint: 'You sign in with this address.',
    emailChange: 'Change it',
    phone: 'Phone',
    birthDate: 'Date of birth',
    company: 'Company',
    companyNumber: 'Company number',
    emptied: 'If you empty a field, we delete its content when you save.',
  },

  statements: {
    fullName: '{{ name }} has a different name for you:',
    email: '{{ name }} has a different e-mail address for you:',
    phone: '{{ name }} has a different phone number for you:',
    company: '{{ name }} has a different company for you:',
    companyNumber: '{{ name }} has a different company number for you:',
    birthDate: '{{ name }} has a different date of birth for you:',
    language: '{{ name }} has a different language for you:',
    addresses: '{{ name }} has different addresses for you:',
    emailText:
      'You sign in with the address above. If the other address is right, change your sign-in address.',
    takeOver: 'Use this',
    keep: 'Keep mine',
    settled: 'We use yours.',
    notified: 'We use yours. {{ name }} is notified when it next sends us your data.',
    done: { take_over: 'We have changed it here.', keep: 'We keep yours.' },
  },

  addresses: {
    title: 'Addresses',
    lead: 'Where your invoices and letters go.',
    add: 'Add an address',
    edit: 'Change this address',
    editOf: 'Edit {{ line }}',
    removeOf: 'Remove {{ line }}',
    label: 'Name of this address',
    line1: 'Street and number',
    line2: 'Second line',
    postalCode: 'Postal code',
    city: 'Town or city',
    region: 'Region or state',
    country: 'Country',
    emptyTitle: 'No address yet',
    empty: 'Add one, so that invoices and letters reach you.',
    removeTitle: 'Remove this address?',
    removeText: 'We delete it here at once. Earlier invoices keep the address they were sent to.',
    removeAction: 'Remove this address',
    removed: 'The address is removed.',
    keep: 'Keep this address',
  },

  services: {
    title: 'My Services',
    name: 'Service',
    domain: 'Domain',
    period: 'From – To',
    since: 'since {{ date }}',
    status: 'State',
    states: {
      active: 'Active',
      pending: 'Being set up',
      suspended: 'Suspended',
      cancelled: 'Cancelled',
      terminated: 'Ended',
    },
    emptyTitle: 'No services yet',
    empty: 'What you order appears here.',
  },

  invoices: {
    title: 'Invoices',
    paidOn: 'Paid on {{ date }}',
    dueOn: 'Due on {{ date }}',
    issuedOn: 'Issued on {{ date }}',
    states: { paid: 'Paid', unpaid: 'Unpaid', refunded: 'Refunded', cancelled: 'Cancelled' },
    lines: 'What invoice {{ number }} is for',
    noNumber: 'Without a number',
    noLines: 'This invoice has no lines.',
    description: 'Description',
    quantity: 'Quantity',
    unitPrice: 'Price',
    amount: 'Amount',
    emptyTitle: 'No invoices yet',
    empty: 'When we bill you, the invoice appears here.',
  },

  consentFirst: {
    title: 'Please decide about your consent',
    lead: 'This page opens once you have agreed to how we use your data.',
    text: 'The decision is yours. Whatever you decide, you can read what we hold about you, download it, ask for its removal, and sign out.',
    here: 'Until you agree, only this page is open to you. You can download your data or ask for its removal without agreeing.',
    action: 'Read the text and decide',
  },

  personalData: {
    title: 'Personal Data',
    offTitle: 'You cannot send new requests here at the moment',
    offText:
      'You can still withdraw your consent, and see or cancel an open request. To ask for your data or its removal, please write to us.',
  },

  standing: {
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
  },

  authorization: {
    title: 'Authorization',
    what: 'Your consent to how we use your data. You can give it or withdraw it at any time, with one click.',
    text: 'The text of the consent',
    version: 'Version {{ version }} of the text.',
    covers: 'This consent covers: {{ purposes }}.',
    since: 'You agreed on {{ date }}.',
    granted: 'Given',
    notGranted: 'Not given',
    outdated:
      'You agreed to version {{ version }} on {{ date }}. The text has changed since. Your consent to the earlier text is valid until you withdraw it or agree to the new one.',
    grant: 'I agree to this text',
    withdraw: 'Withdraw my consent',
    afterGrant:
      'We record the time, the version of the text, and your IP address and browser, so that we can prove that you agreed.',
    afterWithdraw:
      'A withdrawal counts from now on. What we did before with your consent stays lawful. A withdrawal deletes nothing: for that, ask for removal.',
    didGrant: 'Thank you. Your consent is recorded.',
    didWithdraw: 'Your consent is withdrawn.',
    history: 'History of your consent',
    grantedVersion: 'Agreed to version {{ version }}',
    withdrawnVersion: 'Withdrew the consent to version {{ version }}',
  },

  download: {
    title: 'Download Data',
    what: 'Everything we hold about you in one file, for you to keep or to take elsewhere.',
    how: 'The file is XML, which people and programs can read. For each part it says why we hold it, who receives it, where it came from and how long we keep it. The download usually takes a few seconds.',
    schema:
      'For programs, an XML schema describes the file. You find it here, and the file names this address too:',
    action: 'Download my data',
    busy: 'Preparing your file…',
    recorded:
      'We record when you downloaded and how large the file was, not what was in it. Keep the file in a safe place.',
    done: 'Your data is downloaded.',
  },

  confirm: {
    title: 'Is it you?',
    text: 'You signed in a while ago. Before we give out everything we hold about you, please enter your password again.',
    action: 'Confirm and download',
  },

  removal: {
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
      'A person decides about your request. If that changes while the request is open, this page says so.',
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
  },

  timeline: {
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
  },

  cancel: {
    open: 'Cancel this request',
    anyTime: 'Possible until it is answered.',
    title: 'Cancel request {{ number }}?',
    text: 'Nothing is deleted, and your account stays as it is. You can ask again at any time. We then have a new month to answer.',
    keep: 'Keep the request',
    action: 'Cancel the request',
    done: 'Request {{ number }} is cancelled.',
  },

  inventory: {
    title: 'What we hold about you',
    what: 'Every kind of data we hold about you now. Open a line to see why we hold it, who receives it and how long we keep it.',
    rows: { one: '{{ count }} entry', other: '{{ count }} entries' },
    nothing: 'nothing',
    purpose: 'Why',
    recipients: 'Who receives it',
    source: 'Where it came from',
    retention: 'How long we keep it',
    sections: {
      account: 'Your account',
      profile: 'Profile',
      searchWords: 'Search words that find you',
      sessions: 'Where you are signed in',
      credentials: 'Your password',
      resetLinks: 'Links for a new password',
      confirmationLinks: 'Links that confirm an address',
      emailChanges: 'New e-mail address',
      signInHistory: 'Sign-in history',
      linkedSystems: 'How our other systems identify you',
      refusedIds: 'Ids of records we did not accept',
      statements: 'Different values in our other systems',
      possibleMatches: 'Records that may also be yours',
      joinedNumbers: 'Earlier customer numbers',
      addresses: 'Addresses',
      services: 'Services',
      invoices: 'Invoices',
      invoiceLines: 'Invoice lines',
      consents: 'Consents',
      requests: 'Requests',
      downloads: 'Downloads',
      erasureNotices: 'Erasure notices to our other systems',
      messages: 'Messages to you',
    },
  },
};
