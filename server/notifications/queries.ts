import type { Sql, TransactionSql } from 'postgres';
import { auditEntryFragment } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { findOperator, findSettings } from '../settings/queries.ts';
import { LETTER_HOURS } from '../values/limits-and-periods.ts';
import type { AccountFacts } from './account-texts.ts';
import { defaults } from './defaults.ts';
import { placeholders, requiredPlaceholders } from './placeholders.ts';
import {
  type AlertFacts,
  breaksHeader,
  type NotificationFacts,
  render,
  renderAccountLetter,
  renderAlertLetter,
  signed,
} from './rules.ts';
import {
  type AccountLetter,
  type Content,
  type RequestLetter,
  type Template,
  TemplateName,
} from './schema.ts';

interface SavedTemplate extends Content {
  name: TemplateName;
  updatedAt: string;
}

const asTemplate = (name: TemplateName, saved: SavedTemplate | undefined): Template => ({
  name,
  subject: saved?.subject ?? defaults[name].subject,
  body: saved?.body ?? defaults[name].body,
  isDefault: saved === undefined,
  placeholders: [...placeholders[name]],
  required: [...requiredPlaceholders(name)],
  updatedAt: saved?.updatedAt ?? null,
});

export async function findTemplates(sql: Sql): Promise<Template[]> {
  const saved = await sql<SavedTemplate[]>`
    select name, subject, body, updated_at as "updatedAt" from lethe.notification_templates`;
  return TemplateName.options.map((name) =>
    asTemplate(
      name,
      saved.find((template) => template.name === name),
    ),
  );
}

export async function findTemplate(sql: Sql | TransactionSql, name: TemplateName): Promise<Template> {
  const [saved] = await sql<SavedTemplate[]>`
    select name, subject, body, updated_at as "updatedAt" from lethe.notification_templates where name = ${name}`;
  return asTemplate(name, saved);
}

/** Undefined if somebody saved the template after `basedOn`. */
export async function saveTemplate(
  sql: Sql,
  adminId: string,
  name: TemplateName,
  { subject, body, basedOn }: Content & EditBase,
): Promise<Template | undefined> {
  const audited = auditEntryFragment(sql, {
    actor: adminId,
    action: 'template_saved',
    details: { template: name },
  });
  const [saved] = await sql<SavedTemplate[]>`
    with saved as (
      insert into lethe.notification_templates as stored (name, subject, body, updated_by)
      select ${name}, ${subject}, ${body}, ${adminId}
      where ${basedOn ?? null}::timestamptz is null
        or exists (select 1 from lethe.notification_templates where name = ${name})
      on conflict (name) do update set subject = excluded.subject, body = excluded.body,
        updated_by = excluded.updated_by, updated_at = now()
      where ${isUnedited(sql, basedOn)}
      returning name, subject, body, updated_at as "updatedAt"
    ), audited as (${audited} from saved)
    select * from saved`;
  return saved && asTemplate(name, saved);
}

interface EditBase {
  basedOn?: string | null | undefined;
}

/** Part of a statement: whether the stored template is the one that the edit is based on. Null means the default text, which has no row. */
const isUnedited = (sql: Sql, basedOn: EditBase['basedOn']) =>
  basedOn === undefined ? sql`true` : sql`stored.updated_at = ${basedOn}::timestamptz`;

/** Resets a template to the text of defaults.ts, unless it has that text already. False if somebody else saved it after `basedOn`. */
export async function resetTemplate(
  sql: Sql,
  adminId: string,
  name: TemplateName,
  { basedOn }: EditBase = {},
): Promise<boolean> {
  const audited = auditEntryFragment(sql, {
    actor: adminId,
    action: 'template_reset',
    details: { template: name },
  });
  await sql`
    with removed as (
      delete from lethe.notification_templates stored where name = ${name} and ${isUnedited(sql, basedOn)} returning name
    )
    ${audited} from removed`;
  return (await findTemplate(sql, name)).isDefault;
}

/** Renders the exact letter that a customer or an admin gets. */
export async function renderNotification(
  sql: Sql | TransactionSql,
  name: RequestLetter,
  facts: NotificationFacts,
): Promise<Content> {
  return signed(render(name, await findTemplate(sql, name), facts), await findOperator(sql));
}

/** Renders the letter for the owner of an account, or for somebody who wants one; `link` has no e-mail address in it. */
export async function renderAccountNotification(
  sql: Sql | TransactionSql,
  name: AccountLetter,
  link: string,
  about: Omit<AccountFacts, 'link' | 'reach'> = {},
): Promise<Content> {
  const reach = await findSettings(sql);
  return signed(renderAccountLetter(name, await findTemplate(sql, name), { link, reach, ...about }), reach);
}

/** Renders the letter that tells owners what an admin did. */
export async function renderAlert(sql: Sql | TransactionSql, facts: AlertFacts): Promise<Content> {
  return signed(renderAlertLetter(await findTemplate(sql, 'admin_alert'), facts), await findOperator(sql));
}

export interface NewMessage extends Content {
  /** Null for a letter to an admin. */
  customerId: string | null;
  requestId: string | null;
  /** A template's name. */
  template: string;
  to: string;
}

/** Adds a message to the outbox in the caller's transaction, and wakes the worker. Errors: `invalid_input`. */
export async function enqueueLetter(tx: Sql | TransactionSql, message: NewMessage): Promise<void> {
  if (breaksHeader(message.to)) throw new AppError('invalid_input', { field: 'to' });
  if (breaksHeader(message.subject)) throw new AppError('invalid_input', { field: 'subject' });
  await tx`
    with queued as (
      insert into lethe.outbox (customer_id, request_id, template, to_address, subject, body, deadline_at)
      values (${message.customerId}, ${message.requestId}, ${message.template}, ${message.to},
        ${message.subject}, ${message.body}, now() + make_interval(hours => ${LETTER_HOURS}))
      returning id
    )
    select pg_notify('lethe_outbox', '') from queued`;
}

/** Which admins with one of the roles: all, all but one, or one alone. */
interface Admins {
  roles: readonly string[];
  except?: string;
  only?: string;
}

/** Adds one message for each of these admins. Errors: `invalid_input`. */
export async function enqueueForAdmins(
  tx: Sql | TransactionSql,
  { roles, except, only }: Admins,
  message: Omit<NewMessage, 'to' | 'customerId'>,
): Promise<void> {
  if (breaksHeader(message.subject)) throw new AppError('invalid_input', { field: 'subject' });
  await tx`
    with queued as (
      insert into lethe.outbox (request_id, template, to_address, subject, body, deadline_at)
      select ${message.requestId}::uuid, ${message.template}, u.email, ${message.subject}, ${message.body},
        now() + make_interval(hours => ${LETTER_HOURS})
      from lethe.admins a join lethe.users u on u.id = a.id where u.email is not null and a.role = any(${[...roles]}::text[])
        and a.id is distinct from ${except ?? null}::uuid and a.id = coalesce(${only ?? null}::uuid, a.id)
      returning id
    )
    select pg_notify('lethe_outbox', '') from queued limit 1`;
}
