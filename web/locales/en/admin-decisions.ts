/** The decision of a request, and the lifting of a block. */
export const decision = {
  title: 'Decision',
  legend: 'Outcome',
  anonymization: 'Anonymization of Data',
  outcome: { block: 'Block only', star: 'Star out', destroy: 'Destroy Data', refuse: 'Refuse' },
  does: {
    block:
      'Closes the account and signs the client out everywhere. Nothing is anonymized: all other data stays and can be read. You can star it out or destroy it later.',
    star: 'Closes the account and replaces personal values with *****. Numbers, dates and sums stay: the data is pseudonymized, not anonymous. This cannot be undone.',
    destroy:
      'Deletes everything that names this person. Numbers, dates and outcomes of requests, consents and downloads stay, without any link to the person. This cannot be undone.',
    refuse: 'Changes nothing. The client reads your reason and how to complain (GDPR Art. 12(4)).',
  },
  alreadyBlocked: 'The account is already blocked.',
  warnTitle: 'Still open with this client',
  warnServices: {
    one: '{{ count }} service has not ended.',
    other: '{{ count }} services have not ended.',
  },
  warnInvoices: {
    one: '{{ count }} invoice is unpaid: {{ sums }}.',
    other: '{{ count }} invoices are unpaid: {{ sums }}.',
  },
  willDo: 'What this will do',
  effect: {
    deleted: { one: '{{ count }} row is deleted', other: '{{ count }} rows are deleted' },
    starred: { one: '{{ count }} row is starred out', other: '{{ count }} rows are starred out' },
    unlinked: {
      one: '{{ count }} row is kept without any link to the person',
      other: '{{ count }} rows are kept without any link to the person',
    },
    kept: { one: '{{ count }} row stays as it is', other: '{{ count }} rows stay as they are' },
  },
  nothing: 'No rows change.',
  changed: 'Changed since you opened this preview',
  changedRows: '{{ table }}: {{ before }} before, {{ now }} now.',
  changedValues: 'Values have changed. The numbers of rows are the same.',
  changedSystems: {
    joined: 'Lethe would now also notify {{ systems }}.',
    left: 'Lethe would no longer notify {{ systems }}.',
  },
  byTable: 'Table by table',
  table: 'Table',
  happens: 'What happens',
  rows: 'Rows',
  effectWord: { deleted: 'Deleted', starred: 'Starred out', unlinked: 'Unlinked', kept: 'Stays' },
  reason: 'Reason for the refusal',
  reasonOf: {
    block: 'Reason why the data is only blocked',
    star: 'Reason why the data is starred out, not removed',
  },
  reasonHint: 'The client reads exactly this text.',
  reasonMissing: 'Please give the reason: the client has a right to know it.',
  blacklist: 'Blacklist',
  blacklistText:
    'Choose what Lethe refuses from now on. It keeps only keyed fingerprints, until an end date. The message to the client says what is listed.',
  lists: {
    email: 'Nobody can sign up with it, and no connected system can send it.',
    phone:
      'Refused in profiles and in data from connected systems. It does not stop a sign-up, which asks for no phone number.',
    person:
      'Refused in profiles and in data from connected systems. It does not stop a sign-up, which asks for no birth date.',
    company_number:
      'Refused in profiles and in data from connected systems. It does not stop a sign-up, which asks for no company number.',
  },
  shared: {
    one: '{{ count }} other client shares it: other people would be refused as well.',
    other: '{{ count }} other clients share it: other people would be refused as well.',
  },
  sharedByNobody: 'No other client has it.',
  placeholder: 'This is a placeholder such as “n/a”. It identifies nobody, so it is never listed.',
  notify: 'Send Notification',
  notifyText: 'We send the client an e-mail with the decision.',
  noAddress:
    'We have no e-mail address for this person, so we cannot send a message. Please inform them in another way.',
  message: 'Read the message',
  messageTo: 'To',
  messageSubject: 'Subject',
  confirm: 'Type {{ address }} to confirm',
  confirmHint: 'Destroying cannot be undone.',
  confirmHintStar: 'Starring out cannot be undone.',
  confirmWrong: 'This does not match. Please type it exactly as shown above.',
  choose: 'Choose an outcome',
  act: {
    block: 'Block the account',
    star: { one: 'Star out {{ count }} row', other: 'Star out {{ count }} rows' },
    destroy: { one: 'Destroy {{ count }} row', other: 'Destroy {{ count }} rows' },
    refuse: 'Refuse the request',
  },
  done: {
    block: 'The account is blocked',
    star: 'The data is starred out',
    destroy: 'The data is destroyed',
    refuse: 'The request is refused',
  },
  doneRows: {
    one: '{{ count }} row was changed or deleted.',
    other: '{{ count }} rows were changed or deleted.',
  },
  remaining: {
    one: '{{ count }} row is left that names this person',
    other: '{{ count }} rows are left that name this person',
  },
  blockedNext:
    'The data is still there. You can lift the block. To star out or destroy the data later, enter a request on the client’s page.',
  lostTitle: 'This request is already closed',
  lostText:
    'Somebody decided or cancelled it in the meantime. You changed nothing. This page now shows the current state.',
  lostReason: 'The reason you wrote, which was not sent:',
  closedTitle: 'Result',
  decided: 'Decided',
  decider: 'Decided By',
  cancelled: 'The client cancelled this request. There is nothing to decide.',
  replaced: 'The client sent a request themselves: request {{ number }} replaces this one.',
  next: 'Back to the requests',
};

export const unblock = {
  open: 'Lift the block',
  title: 'Lift the block of this client',
  restores:
    'The account opens again, with all data as it was. The password was deleted with the block: the client chooses a new one with “Forgotten your password?” on the sign-in page. We record that you lifted the block.',
  systems:
    'Connected systems that know of the block are not notified that you lift it. They find out when they next ask whether they may use the data. Systems that do not know of the block yet will not be notified of it.',
  letter:
    'If we have an e-mail address, we write to the client that the block is lifted and what they can do again.',
  blacklist: 'Remove what this block added to the blacklist',
  blacklistText: 'What other decisions or administrators added stays.',
  send: 'Lift the block',
  done: 'The block is lifted.',
  removed: {
    one: '{{ count }} entry or reason was removed from the blacklist.',
    other: '{{ count }} entries or reasons were removed from the blacklist.',
  },
  lifted: 'Block Lifted',
};
