import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Decide } from '../../server/requests/decision-schema.ts';

/* What an admin may ask for with a decision. */

const asked = (input: object) => {
  const parsed = v.safeParse(Decide, { requestId: randomUUID(), blacklist: false, notify: false, ...input });
  return parsed.success ? [] : parsed.issues.map((issue) => [v.getDotPath(issue), issue.message]);
};

describe('a decision', () => {
  it.each(['block', 'refuse'])('to %s is taken with a reason alone: the person asked for more', (outcome) => {
    expect(asked({ outcome })).toEqual([['reason', 'required']]);
    expect(asked({ outcome, reason: ' ' })).toEqual([['reason', expect.any(String)]]);
    expect(asked({ outcome, reason: 'A law asks us to.' })).toEqual([]);
  });

  it.each(['star', 'destroy'])('to %s needs none', (outcome) => {
    expect(asked({ outcome })).toEqual([]);
  });

  it('to refuse lists nobody', () => {
    const refusal = { outcome: 'refuse', reason: 'A law asks us to.' };
    for (const blacklist of [true, ['email']])
      expect(asked({ ...refusal, blacklist })).toEqual([['blacklist', 'not_with_refuse']]);
    expect(asked({ ...refusal, blacklist: [] })).toEqual([]);
  });
});
