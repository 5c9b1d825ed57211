import { expect, it } from 'vitest';
import { bodyOf, EVENTS, type Message } from '../../server/webhooks/rules.ts';
import { blocksOf } from '../support/documents.ts';

type Body = { type: string; timestamp: string; data: Record<string, string> };
const shapeOf = (body: string): unknown => {
  const { type, timestamp, data } = JSON.parse(body) as Body;
  return [type, timestamp, Object.keys(data)];
};

it('docs/connecting.md has the body of every event, and of a test', async () => {
  const [block = ''] = await blocksOf('docs/connecting.md', 'json', '## Webhooks');
  const sent = [...EVENTS, 'test' as const].map((event) => {
    const message: Message = {
      id: 'message',
      event,
      createdAt: '2027-01-31T13:05:00.123456Z',
      requestId: event === 'test' ? null : 'request',
      subjectId: 'subject',
    };
    return shapeOf(bodyOf(message));
  });
  expect(block.trim().split('\n').map(shapeOf)).toEqual(sent);
});
