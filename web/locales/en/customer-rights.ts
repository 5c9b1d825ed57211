/** Consent, download and what is held. */
export const consentFirst = {
  title: 'Please decide about your consent',
  lead: 'This page opens once you have agreed to how we use your data.',
  text: 'The decision is yours. Whatever you decide, you can read what we hold about you, download it, ask for its removal, and sign out.',
  here: 'Until you agree, only this page is open to you. You can download your data or ask for its removal without agreeing.',
  action: 'Read the text and decide',
};

export const personalData = {
  title: 'Personal Data',
  offTitle: 'You cannot send new requests here at the moment',
  offText:
    'You can still withdraw your consent, and see or cancel an open request. To ask for your data or its removal, please write to us.',
};

export const authorization = {
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
};

export const download = {
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
};

export const inventory = {
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
    secondFactors: 'Your two-factor sign-in',
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
};
