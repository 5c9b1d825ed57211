import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Decide } from '../../server/requests/decision-schema.ts';
import { UNSEEN } from '../support/decisions.ts';

/* What an admin may ask for with a decision. */

const asked = (input: object) => {
  const seen = { requestId: randomUUID(), blacklist: false, notify: false, previewHash: UNSEEN };
  const parsed = v.safeParse(Decide, { ...seen, ...input });
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

  it.each([undefined, '', 'x', UNSEEN.slice(1), `${UNSEEN}0`, UNSEEN.replaceAll('0', 'A')])(
    'is taken with the hash of a preview alone: %s',
    (previewHash) => {
      expect(asked({ outcome: 'destroy', previewHash }).map(([path]) => path)).toEqual(['previewHash']);
    },
  );

  it('to refuse lists nobody', () => {
    const refusal = { outcome: 'refuse', reason: 'A law asks us to.' };
    for (const blacklist of [true, ['email']])
      expect(asked({ ...refusal, blacklist })).toEqual([['blacklist', 'not_with_refuse']]);
    expect(asked({ ...refusal, blacklist: [] })).toEqual([]);
  });
});
