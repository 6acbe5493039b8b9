import { describe, expect, it } from '@jest/globals';
import { defineDomain } from '../events/domain-definition.js';
import { logged } from '../testing/records.js';
import { Frame } from './frame.js';
import { Batch } from './selection.js';
import { View } from './view.js';

const tasks = defineDomain('tasks', { TaskCreated: {} });
const view = View.of({ orgId: 'o', userId: 'u', sessionId: 's', role: 'owner', propertyIds: 'all' }, [tasks]);
const frame = (seq: number): Frame =>
  new Frame(logged('o', seq, { eventId: `e${seq}`, domain: 'tasks', payloadJson: '{"a":1}' }), 'x');

describe('Batch', () => {
  const batch = new Batch(
    [frame(5), frame(6), frame(7)],
    { seq: 4, mark: 4, ephemeral: 0 },
    { seq: 7, mark: 7, ephemeral: 0 },
  );

  it('selects once for all subscribers of the same view, so that they share one buffer', () => {
    const first = batch.select(view, 4, 0);
    expect(first).toBe(batch.select(view, 4, 0));
    expect(first?.bytes('identity-chunked')).toBe(first?.bytes('identity-chunked'));
  });

  it('gives a subscriber within the batch only the events after its position', () => {
    batch.select(view, 4, 0);
    expect(batch.select(view, 5, 0)?.events.map(({ seq }) => seq)).toEqual([6, 7]);
  });

  it('joins the events of a turn into one run of chunks', () => {
    const text = batch.select(view, 5, 0)?.bytes('identity-chunked').toString() ?? '';
    const [sizeLine = ''] = text.split('\r\n');
    const size = parseInt(sizeLine, 16);
    expect(text.slice(sizeLine.length + 2, sizeLine.length + 2 + size)).toBe(
      'id: x.6.6\nevent: tasks\ndata: {"eventId":"e6","eventType":"OrderMade","domain":"tasks","timestamp":1000,"orgId":"o","seq":6,"payload":{"a":1}}\n\n',
    );
    expect(text.match(/^id: /gm)).toHaveLength(2);
  });
});
