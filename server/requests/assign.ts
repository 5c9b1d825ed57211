import type { Sql } from 'postgres';
import { AppError } from '../errors.ts';
import { assignRequest } from './assignment-queries.ts';
import type { Assign } from './list-schema.ts';
import { findRequest } from './queries.ts';

/** Errors: `request_not_found`, `request_already_decided`, `member_not_found` (also for a member who may not decide). */
export async function assign(sql: Sql, actor: string, input: Assign): Promise<void> {
  if (await assignRequest(sql, actor, input)) return;
  const request = await findRequest(sql, input.requestId, actor);
  if (request === undefined) throw new AppError('request_not_found');
  throw new AppError(request.status === 'pending' ? 'member_not_found' : 'request_already_decided');
}
