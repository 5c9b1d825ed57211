import type { TransactionSql } from 'postgres';
import { alertOwners } from '../notifications/alert-owners.ts';
import { decidedMany, destroyedQuietly } from '../notifications/rules.ts';
import { findAdminName, lockAdmin, noteManyDecisions } from './alert-queries.ts';

export interface AdminDecision {
  requestId: string;
  number: number;
  actor: string;
  /** Whether data was destroyed without a message to the customer. */
  isQuiet: boolean;
}

/**
 * Tells every owner of a destroy without a message to the customer, and of unusually many decisions of one admin in an hour. It runs in the
 * decision's transaction, after it: a stolen session cannot decide unseen.
 */
export async function alertOfDecision(
  tx: TransactionSql,
  url: string,
  { requestId, actor, number, isQuiet }: AdminDecision,
): Promise<void> {
  // Decisions of one admin count each other in turn.
  await lockAdmin(tx, actor);
  const many = await noteManyDecisions(tx, actor);
  const events = [...(isQuiet ? [destroyedQuietly(number)] : []), ...(many ? [decidedMany(many)] : [])];
  if (events.length === 0) return;
  const adminName = await findAdminName(tx, actor);
  for (const whatHappened of events) await alertOwners(tx, url, { adminName, whatHappened, requestId });
}
