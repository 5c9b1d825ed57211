import { FORMER_SECRET_HOURS, WEBHOOK_HOURS } from '../../../server/values/limits-and-periods.ts';

/** Settings › Webhooks: programs of the company that Lethe calls. */
export const webhooks = {
  title: 'Webhooks',
  lead: 'Lethe calls programs of your company when something happens to a request. A message holds ids only, and no personal data.',
  listed: 'Webhooks, the oldest first',
  nth: '{{ url }} ({{ nth }})',
  none: 'No program is called yet',
  noneText:
    'Lethe can call a help desk or a dashboard when a request is made, decided or overdue. The program then need not ask again and again.',
  noHost: 'Lethe may not call any host yet',
  noHostText:
    'Whoever runs Lethe decides whom it may call. Ask them to list the host of your program in LETHE_WEBHOOK_HOSTS, such as hooks.example, and to start Lethe again. Then you can add a webhook here.',
  noHostLeft: 'No host is listed any more, so no message is sent',
  noHostLeftText:
    'Ask whoever runs Lethe to list the hosts of these addresses in LETHE_WEBHOOK_HOSTS and to start Lethe again. Messages wait up to {{ hours }} hours.',

  events: {
    'request.created': 'Request made',
    'request.decided': 'Request decided',
    'request.overdue': 'Request overdue',
    'system.overdue': 'System overdue',
    test: 'Test message',
  },
  happens: {
    'request.created': 'Somebody asks for removal or anonymization, here or through a connected system.',
    'request.decided': 'A request is blocked, starred, destroyed or refused.',
    'request.overdue': 'The last day for the answer is over, and nobody has decided.',
    'system.overdue': 'A connected system has not acknowledged an erasure in time.',
  },
  states: { active: 'Active', disabled: 'Disabled', gone: 'Stopped' },
  goneText:
    'The program answered 410: it wants no more messages. Lethe sends and keeps nothing for it until you enable the webhook.',
  disabledText: 'Nothing is sent, and what happens meanwhile is not sent later.',

  listens: 'Events',
  created: 'Created',
  createdBy: '{{ date }}, by {{ name }}',
  createdByFormer: '{{ date }}, by a former administrator',
  lastAttempt: 'Last Attempt',
  neverTried: 'None yet',
  sending: '{{ date }}: no answer yet',
  delivered: '{{ date }}: delivered, with the answer {{ status }}',
  undelivered: '{{ date }}: not delivered',
  waiting: 'Waiting',
  waits: { one: '{{ count }} message', other: '{{ count }} messages' },
  nothingWaits: 'No message',
  formerSecret: 'Former Secret',
  formerSigns: 'Also used, until {{ date }}',
  why: {
    status: 'The answer was {{ status }}',
    timeout: 'There was no answer within 10 seconds',
    cut: 'The connection was cut before an answer',
    bad_answer: 'The answer was not HTTP',
    tls: 'The certificate is not valid for this host',
    no_such_host: 'There is no host with this name',
    unreachable: 'Nothing accepts a connection there',
    forbidden_address: 'The name leads to a private address, which Lethe does not call',
    host_not_allowed: 'The host is no longer listed in LETHE_WEBHOOK_HOSTS',
    deadline: 'It waited until its time was up',
    other: 'Lethe could not send it',
  },

  add: 'Add a webhook',
  addTitle: 'Add a webhook',
  addSend: 'Add the webhook',
  url: 'Address of the program',
  urlHint: 'It begins with https://, or with http:// on localhost. Lethe may call: {{ hosts }}.',
  urlMissing: 'Please enter an address such as https://hooks.example/lethe.',
  eventsLegend: 'What it is called for',
  eventsMissing: 'Please tick at least one event.',

  secretTitle: 'The secret of {{ url }}',
  secretOnceTitle: 'Copy it now: it will not be shown again',
  secretOnce:
    'Enter it in the program that is called. With it, the program checks that a message comes from Lethe. If it is lost, replace it here.',
  secretReplaced: `Enter it in the program that is called. For ${FORMER_SECRET_HOURS} hours the program can still use the old secret.`,
  secret: 'Secret',
  copySecret: 'Copy the secret',
  copyFailed: 'The browser did not allow copying. Select the secret and copy it by hand.',
  notCopied: 'You have not copied the secret. Once you close this, nobody can see it again.',
  closeAnyway: 'Close without the secret',

  test: 'Send a test message',
  testLabel: 'Send a test message to {{ url }}',
  tested: 'A test message is on its way. The answer appears here.',

  replace: 'Replace the secret',
  replaceLabel: 'Replace the secret of {{ url }}',
  replaceTitle: 'Replace the secret of this webhook',
  replaceText: `You get a new secret. For ${FORMER_SECRET_HOURS} hours every message is signed with both secrets, so the program refuses no message while you change over. After that only the new secret is used.`,
  replaceAgain:
    'An even older secret would be used until {{ date }}. It stops at once, because only two can be used at a time.',
  replaceSend: 'Make a new secret',

  disable: 'Disable',
  disableLabel: 'Disable the webhook to {{ url }}',
  disableTitle: 'Disable this webhook',
  disableText:
    'Lethe no longer calls {{ url }}. What happens to requests meanwhile is not sent later either.',
  disableQueued: {
    one: `{{ count }} message waits. It is sent if you enable the webhook within ${WEBHOOK_HOURS} hours of its event.`,
    other: `{{ count }} messages wait. They are sent if you enable the webhook within ${WEBHOOK_HOURS} hours of their events.`,
  },
  disableSend: 'Disable the webhook',
  disabled: 'The webhook is disabled.',
  enable: 'Enable',
  enableLabel: 'Enable the webhook to {{ url }}',
  enabled: 'The webhook is enabled.',

  remove: 'Remove',
  removeLabel: 'Remove the webhook to {{ url }}',
  removeTitle: 'Remove this webhook',
  removeText:
    'Lethe no longer calls {{ url }}, and its secret is deleted. Messages that wait or have failed are deleted with it. This cannot be undone.',
  removeSend: 'Remove the webhook',
  removed: 'The webhook is removed.',

  failed: { one: '{{ count }} failed message', other: '{{ count }} failed messages' },
  failedLead: `No attempt succeeded within ${WEBHOOK_HOURS} hours, or the program answered that it wants no more messages.`,
  failedCaption: 'Failed messages, newest first',
  noFailed: 'No message has failed.',
  event: 'Event',
  about: 'Request',
  request: 'Request {{ number }}',
  noRequest: 'None',
  happened: 'Happened',
  attempts: { one: '{{ count }} attempt', other: '{{ count }} attempts' },
  resend: 'Send again',
  resendLabel: 'Send again: {{ event }}, {{ date }}',
  resent: 'The message is on its way again.',
};
