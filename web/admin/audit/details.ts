import { formatNumber, formatShortDate, type PluralKey, type TextKey, t, tn, tryText } from '../../i18n.ts';
import { type Entry, subjectOf } from './entry.ts';

/** One detail in words; undefined where it has nothing to say. */
type InWords = (value: unknown, entry: Entry) => string | undefined;

const count =
  (key: PluralKey): InWords =>
  (value) =>
    Number(value) > 0 ? tn(key, Number(value)) : undefined;

/** The texts of a section, by the value. */
const oneOf =
  (section: string): InWords =>
  (value) =>
    tryText(`${section}.${String(value)}`);

const say =
  (key: TextKey): InWords =>
  (value) =>
    value === null ? undefined : t(key);

const setting =
  (label: TextKey, words: InWords = (value) => String(value)): InWords =>
  (value, entry) =>
    t('admin.audit.setting', { name: t(label), value: words(value, entry) ?? String(value) });

const onOrOff: InWords = (value) => t(value === true ? 'admin.audit.on' : 'admin.audit.off');
const changed =
  (label: TextKey): InWords =>
  () =>
    t('admin.audit.changed', { name: t(label) });

/** Rows of each table of the map, together. */
const sumRows: InWords = (value, entry) =>
  count('admin.audit.counts.rows')(
    Object.values(value ?? {}).reduce((sum, rows) => sum + Number(rows), 0),
    entry,
  );

const outcome: InWords = (value, { action }) =>
  tryText(`admin.audit.${action === 'request_decided' ? 'decided' : 'proposed'}.${String(value)}`);

const ownDetails: InWords = (value) =>
  String(value)
    .split(', ')
    .map((one) => tryText(`admin.audit.own.${one}`))
    .join(', ');

/** Who withdraws a proposal is who made it. */
const proposedBy: InWords = (_, entry) =>
  entry.action === 'proposal_withdrawn'
    ? undefined
    : t('admin.audit.proposedBy', { name: subjectOf(entry) ?? '' });

/** Every detail that an entry may hold, but ids: they mean nothing to a reader. They stand in this order. */
export const detailWords: Record<string, InWords> = {
  outcome,
  rule: say('admin.audit.automatic'),
  rows: sumRows,
  blacklisted: count('admin.audit.counts.blacklisted'),
  proposedBy,
  why: oneOf('admin.audit.ended'),
  by: (value) => t('admin.audit.replacedBy', { number: String(value) }),
  on: (value) => t('admin.audit.decidesOn', { date: formatShortDate(String(value)) }),
  field: oneOf('admin.statements.field'),
  choice: oneOf('admin.audit.choices'),
  services: count('admin.audit.counts.services'),
  invoices: count('admin.audit.counts.invoices'),
  lines: count('admin.audit.counts.lines'),
  requests: count('admin.audit.counts.requests'),
  claimsRemoved: count('admin.audit.counts.claimsRemoved'),
  kind: oneOf('admin.entries.kinds'),
  reason: oneOf('admin.entries.reasons'),
  claims: count('admin.audit.counts.claims'),
  because: (value) => t(value === 'came_back' ? 'admin.erasedIds.cameBack' : 'admin.erasedIds.somebodyNew'),
  result: oneOf('admin.audit.results'),
  template: oneOf('admin.templates.names'),
  role: setting('admin.team.role', oneOf('admin.team.roles')),
  singleSignOn: say('admin.audit.singleSignOn'),
  changed: ownDetails,
  enabled: setting('admin.rights.enabled', onOrOff),
  authorizationRequired: setting('admin.rights.authorization', onOrOff),
  automaticProcessing: setting('admin.rights.automatic', onOrOff),
  waitingDays: setting('admin.rights.waitingDays', (value) => formatNumber(Number(value))),
  acknowledgementDays: setting('admin.rights.acknowledgementDays', (value) => formatNumber(Number(value))),
  decisionsPerHourAlert: setting('admin.rights.alert', (value) => formatNumber(Number(value))),
  secondApproval: setting('admin.proposals.setting', oneOf('admin.proposals.settings')),
  timeZone: setting('admin.rights.timeZone'),
  proposedTimeZone: setting('admin.audit.browserZone'),
  operatorName: changed('admin.rights.operatorName'),
  operatorContact: changed('admin.rights.operatorContact'),
  replyAddress: changed('admin.rights.replyAddress'),
};

/** What the entry says beside the act: "Destroyed · 26 rows changed or deleted · Proposed by Olga Officer". */
export const detailsOf = (entry: Entry): string =>
  Object.entries(detailWords)
    .filter(([name]) => name in entry.details)
    .map(([name, inWords]) => inWords(entry.details[name], entry))
    .filter((words) => words !== undefined && words !== '')
    .join(' · ');
