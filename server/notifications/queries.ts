import type { Sql, TransactionSql } from 'postgres';
import { auditEntry } from '../audit/queries.ts';
import { AppError } from '../errors.ts';
import { type Content, defaults } from './defaults.ts';
import { placeholders, requiredPlaceholders } from './placeholders.ts';
import { breaksHeader, type NotificationFacts, render, renderAccountLetter } from './rules.ts';
import { type AccountLetter, type RequestLetter, type Template, TemplateName } from './schema.ts';

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
      saved.find((one) => one.name === name),
    ),
  );
}

export async function findTemplate(sql: Sql | TransactionSql, name: TemplateName): Promise<Template> {
  const [saved] = await sql<SavedTemplate[]>`
    select name, subject, body, updated_at as "updatedAt" from lethe.notification_templates where name = ${name}`;
  return asTemplate(name, saved);
}

/** Undefined where the template is another one than that of `basedOn`. */
export async function saveTemplate(
  sql: Sql,
  adminId: string,
  name: TemplateName,
  { subject, body, basedOn }: Content & EditBase,
): Promise<Template | undefined> {
  const audited = auditEntry(sql, { actor: adminId, action: 'template_saved', details: { template: name } });
  const [saved] = await sql<SavedTemplate[]>`
    with saved as (
      insert into lethe.notification_templates as held (name, subject, body, updated_by)
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

/** Whether what is held is what an edit was based on; null says the default words, of which there is no row. */
const isUnedited = (sql: Sql, basedOn: EditBase['basedOn']) =>
  basedOn === undefined ? sql`true` : sql`held.updated_at = ${basedOn}::timestamptz`;

/** Back to the words of defaults.ts; a template that already speaks them is left alone. False where somebody else has saved it since. */
export async function resetTemplate(
  sql: Sql,
  adminId: string,
  name: TemplateName,
  { basedOn }: EditBase = {},
): Promise<boolean> {
  const audited = auditEntry(sql, { actor: adminId, action: 'template_reset', details: { template: name } });
  await sql`
    with removed as (
      delete from lethe.notification_templates held where name = ${name} and ${isUnedited(sql, basedOn)} returning name
    )
    ${audited} from removed`;
  return (await findTemplate(sql, name)).isDefault;
}

/** The very message a customer or an admin would get. */
export async function renderNotification(
  sql: Sql | TransactionSql,
  name: RequestLetter,
  facts: NotificationFacts,
): Promise<Content> {
  return render(name, await findTemplate(sql, name), facts);
}

/** What the owner of an account, or whoever wants one, would get; `link` carries no address. */
export async function renderForAccount(
  sql: Sql | TransactionSql,
  name: AccountLetter,
  link: string,
): Promise<Content> {
  return renderAccountLetter(name, await findTemplate(sql, name), { link });
}

export interface NewMessage extends Content {
  /** Null for a message that is no customer's: to an admin. */
  customerId: string | null;
  requestId: string | null;
  /** A template's name. */
  template: string;
  to: string;
}

/** Puts a message into the outbox, within the caller's transaction, and wakes the worker. Errors: `invalid_input`. */
export async function enqueue(tx: Sql | TransactionSql, message: NewMessage): Promise<void> {
  if (breaksHeader(message.to)) throw new AppError('invalid_input', { field: 'to' });
  if (breaksHeader(message.subject)) throw new AppError('invalid_input', { field: 'subject' });
  await tx`
    with queued as (
      insert into lethe.outbox (customer_id, request_id, template, to_address, subject, body)
      values (${message.customerId}, ${message.requestId}, ${message.template}, ${message.to},
        ${message.subject}, ${message.body})
      returning id
    )
    select pg_notify('lethe_outbox', '') from queued`;
}

/** One message to each admin. */
export async function enqueueForEachAdmin(
  tx: Sql | TransactionSql,
  message: Omit<NewMessage, 'to' | 'customerId'>,
): Promise<void> {
  if (breaksHeader(message.subject)) throw new AppError('invalid_input', { field: 'subject' });
  await tx`
    with queued as (
      insert into lethe.outbox (request_id, template, to_address, subject, body)
      select ${message.requestId}::uuid, ${message.template}, u.email, ${message.subject}, ${message.body}
      from lethe.admins a join lethe.users u on u.id = a.id where u.email is not null
      returning id
    )
    select pg_notify('lethe_outbox', '') from queued limit 1`;
}
