import type { Sql } from 'postgres';
import type { InferOutput } from 'valibot';
import { AppError } from '../errors.ts';
import { findTemplate, resetTemplate, saveTemplate } from './queries.ts';
import type { ResetTemplateInput, Template, UpdateTemplate } from './schema.ts';

/** Errors: `edited_meanwhile` if another admin saved another text after the one that this edit is based on. */
export async function saveUnlessEdited(
  sql: Sql,
  adminId: string,
  { name, ...content }: InferOutput<typeof UpdateTemplate>,
): Promise<Template> {
  const saved = await saveTemplate(sql, adminId, name, content);
  if (saved !== undefined) return saved;
  const stored = await findTemplate(sql, name);
  // The same edit may arrive twice, for example after a lost answer.
  if (!stored.isDefault && stored.subject === content.subject && stored.body === content.body) return stored;
  throw new AppError('edited_meanwhile');
}

/** Errors: `edited_meanwhile`. */
export async function resetUnlessEdited(
  sql: Sql,
  adminId: string,
  { name, ...base }: InferOutput<typeof ResetTemplateInput>,
): Promise<Template> {
  if (!(await resetTemplate(sql, adminId, name, base))) throw new AppError('edited_meanwhile');
  return findTemplate(sql, name);
}
