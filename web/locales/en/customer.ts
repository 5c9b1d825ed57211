import { BLACKLIST_YEARS } from '../../../server/blacklist/rules.ts';

export const customer = {
  information: 'Account Information',
  orders: 'Services',

  overview: {
    title: 'Overview',
    greeting: 'Welcome, {{ name }}',
    noServices: 'No active service.',
    services: { one: '{{ count }} active service.', other: '{{ count }} active services.' },
    unpaid: { one: '{{ count }} invoice is to be paid.', other: '{{ count }} invoices are to be paid.' },
    allPaid: 'Nothing is to be paid.',
    unknown: 'How this stands could not be loaded.',
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
    emptied: 'A field you empty is deleted here as soon as you save.',
  },

  said: {
    fullName: '{{ name }} has another name:',
    email: '{{ name }} has another e-mail address:',
    phone: '{{ name }} has another phone number:',
    company: '{{ name }} has another company:',
    companyNumber: '{{ name }} has another company number:',
    birthDate: '{{ name }} has another date of birth:',
    language: '{{ name }} has another language:',
    addresses: '{{ name }} has other addresses:',
    emailText: 'You sign in with the address above. If the other one is right, change your address.',
    takeOver: 'Use this',
    keep: 'Keep mine',
    settled: 'Yours counts here.',
    told: 'Yours counts here; {{ name }} is notified when it next sends us your data.',
    done: { take_over: 'We have changed it here.', keep: 'Yours stays.' },
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
    line2: 'Further line',
    postalCode: 'Postal code',
    city: 'Town or city',
    region: 'Region or state',
    country: 'Country',
    emptyTitle: 'No address yet',
    empty: 'Add one, so that invoices and letters reach you.',
    removeTitle: 'Remove this address?',
    removeText: 'It is deleted here at once. Invoices already written keep the address they were sent to.',
    removeAction: 'Remove this address',
    removed: 'The address is removed.',
    keep: 'Keep it',
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
    empty: 'Once something is billed, you find it here.',
  },

  consentFirst: {
    title: 'Please decide about your consent',
    lead: 'This page opens once you have agreed to how we use your data.',
    text: 'The decision is yours. Whatever it is, you can read what we hold about you, download it, ask for its removal, and sign out.',
    here: 'Until you agree, only this page is open to you. You need not agree to download your data or to ask for its removal.',
    action: 'Read the text and decide',
  },

  personalData: {
    title: 'Personal Data',
    offTitle: 'We take no new requests here at the moment',
    offText:
      'You can still take back your consent, and see or cancel what you asked for. To ask for your data or its removal, please write to us.',
  },

  standing: {
    granted: 'You have agreed to how we use your data, since {{ date }}.',
    withdrawn: 'You withdrew your consent on {{ date }}.',
    never: 'You have not given your consent.',
    noRequest: 'You have no open request.',
    refused: 'Your last request was refused on {{ date }}; the reasons stand below.',
    removal: 'You have asked us to remove your data; we answer by {{ date }}.',
    anonymization: 'You have asked us to anonymize your data; we answer by {{ date }}.',
    automaticRemoval:
      'You have asked us to remove your data; unless somebody decides before, Lethe decides on {{ date }}.',
    automaticAnonymization:
      'You have asked us to anonymize your data; unless somebody decides before, Lethe decides on {{ date }}.',
    unknown: 'See what we hold about you, take it with you, or ask us to remove it.',
  },

  authorization: {
    title: 'Authorization',
    what: 'Your consent to how we use your data. You can give it and take it back at any time, with one press.',
    text: 'The text of the consent',
    version: 'Version {{ version }} of the text.',
    covers: 'This consent covers: {{ purposes }}.',
    since: 'You agreed on {{ date }}.',
    granted: 'Given',
    notGranted: 'Not given',
    outdated:
      'You agreed to version {{ version }} on {{ date }}. The text has changed since. Your consent to the earlier text stands until you withdraw it or agree to this one.',
    grant: 'I agree to this text',
    withdraw: 'Withdraw my consent',
    afterGrant:
      'We note the time, the version of the text and where you agreed from, so that we can show that you did.',
    afterWithdraw:
      'A withdrawal counts from now on; what was done before stays lawful. It deletes nothing by itself: for that, ask for removal.',
    didGrant: 'Thank you. Your consent is noted.',
    didWithdraw: 'Your consent is withdrawn.',
    history: 'History of your consent',
    grantedVersion: 'Agreed to version {{ version }}',
    withdrawnVersion: 'Withdrew the consent to version {{ version }}',
  },

  download: {
    title: 'Download Data',
    what: 'Everything we hold about you in one file, for you to keep or to take elsewhere.',
    how: 'The file is XML: people and programs can read it. For each part it says why we hold it, who receives it, where it came from and how long it stays. It usually takes a few seconds.',
    schema: 'For programs, an XML schema describes the file; the file names its address too:',
    action: 'Download my data',
    busy: 'Preparing your file…',
    recorded:
      'We record when you downloaded and how large the file was, not what was in it. Keep the file in a safe place.',
    done: 'Your data is downloaded.',
  },

  confirm: {
    title: 'Is it you?',
    text: 'You signed in a while ago. Before we hand out everything we hold about you, please enter your password again.',
    action: 'Confirm and download',
  },

  removal: {
    title: 'Data Removal Request',
    what: 'Ask us to delete what we hold about you, or to replace what names you in it by stars.',
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
        'You can ask all the same. A person then decides about your request, and may refuse it or only block your data while this is open. We tell you the reason.',
    },
    choose: 'What should happen?',
    chooseOne: 'Please choose what should happen.',
    removal: 'Remove my data',
    removalText:
      'If your request is approved, we delete your account and your data here. This cannot be undone.',
    anonymization: 'Anonymize my data',
    anonymizationText:
      'If your request is approved, we replace what names you by stars and close your account. This cannot be undone. What is left is pseudonymized: its amounts and dates stay.',
    keptTitle: 'What we keep',
    kept: {
      books:
        'Amounts, dates and states of services and invoices, because we must keep books, for as long as the law asks.',
      accountability:
        'The number, dates, type and outcome of your requests, consents and downloads, because we must be able to show that we honoured your rights; without your name.',
      traces:
        'Your customer number and the dates of entries, for as long as our records stay, and of your sign-ins, for 180 days. Without your name they point to nobody on their own.',
      blacklist:
        'If this account must not be opened again: a keyed fingerprint of your address, phone or name, until its end date. It can still recognize you, and we tell you if we keep it.',
      systems: `So that no other system of ours brings you back by mistake: a keyed fingerprint of each id by which such a system knew you, for ${BLACKLIST_YEARS} years, and of your address, until all of them have answered.`,
      backups: 'Copies in backups, until those expire. When that is, is unknown to this page; please ask us.',
    },
    note: 'Is there anything we should know?',
    noteHint: 'Please write nothing here that we do not need to know.',
    automatic: {
      one: 'If nobody decides before, Lethe decides as you asked after {{ count }} day, without a person; until then you can cancel. You can ask that a person looks at it.',
      other:
        'If nobody decides before, Lethe decides as you asked after {{ count }} days, without a person; until then you can cancel. You can ask that a person looks at it.',
    },
    person: 'A person decides about your request. If that changes while it is open, this page says so.',
    howLong:
      'You get an answer within one month (GDPR Art. 12(3)). Until then you can cancel the request here.',
    ask: {
      either: 'Send the request',
      removal: 'Ask for removal',
      anonymization: 'Ask for anonymization',
    },
    sent: 'Your request is with us.',
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
    reviewText: 'Somebody checks it against your services and invoices. You need not do anything.',
    waiting: 'Time to think it over',
    waitingText: 'Until {{ date }} you can cancel, unless somebody decides before.',
    answer: 'You get an answer',
    by: 'by {{ date }}',
    on: 'on {{ date }}',
    answerText:
      'If we refuse, you see here why and what you can do about it. With any other answer your account is closed, and you can no longer sign in to read it. We may also send you the answer by e-mail.',
    automaticText:
      'Lethe approves the request as you asked, if no service is active and no invoice is unpaid by then. Otherwise a person decides. You can ask us at any time that a person looks at it.',
    removed: 'Your data is removed',
    anonymized: 'Your data is pseudonymized',
    doneText: 'Only if the request is approved. From then on you can no longer sign in.',
  },

  cancel: {
    open: 'Cancel this request',
    anyTime: 'Possible until it is answered.',
    title: 'Cancel request {{ number }}?',
    text: 'Nothing is deleted, and your account stays as it is. You can ask again at any time; the month for the answer then begins anew.',
    keep: 'Keep the request',
    action: 'Cancel the request',
    done: 'Request {{ number }} is cancelled.',
  },

  inventory: {
    title: 'What we hold about you',
    what: 'Every kind of data we hold, as of now. Open a line to see why, for whom and for how long.',
    rows: { one: '{{ count }} entry', other: '{{ count }} entries' },
    nothing: 'nothing',
    purpose: 'Why',
    recipients: 'Who receives it',
    source: 'Where it came from',
    retention: 'How long it stays',
    sections: {
      account: 'Your account',
      profile: 'Profile',
      searchWords: 'Words by which we find you',
      sessions: 'Where you are signed in',
      credentials: 'Your password',
      resetLinks: 'Links for a new password',
      confirmationLinks: 'Links that confirm an address',
      emailChanges: 'New e-mail address',
      signInHistory: 'Sign-in history',
      linkedSystems: 'How our other systems identify you',
      refusedIds: 'Ids of data that we refused to take in',
      statements: 'Where our other systems hold something else',
      possibleMatches: 'Records that may also be yours',
      joinedNumbers: 'Earlier customer numbers',
      addresses: 'Addresses',
      services: 'Services',
      invoices: 'Invoices',
      invoiceLines: 'Lines of invoices',
      consents: 'Consents',
      requests: 'Requests',
      downloads: 'Downloads',
      erasureNotices: 'Notices of an erasure to our other systems',
      messages: 'Messages to you',
    },
  },
};
