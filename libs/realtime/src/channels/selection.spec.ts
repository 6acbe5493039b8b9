import { describe, expect, it } from '@jest/globals';
import { defineDomain } from '../events/domain-definition.js';
import { logged } from '../testing/records.js';
import { Frame } from './frame.js';
import { Batch, type Selection } from './selection.js';
import { SharedViews, View } from './view.js';

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

describe('Batch of a domain with an audience', () => {
  const leave = defineDomain('leave', { Requested: {} }, { audience: { of: () => [], all: ['owner'] } });
  const views = new SharedViews(new Map([tasks, leave].map((domain) => [domain.name, domain])));
  const viewOf = (userId: string, role = 'staff') =>
    views.of({ orgId: 'o', userId, sessionId: userId, role, propertyIds: 'all' }, {});
  const personal = (seq: number, ...audience: readonly string[]): Frame =>
    new Frame(logged('o', seq, { domain: 'leave' }), 'x', { audience: new Set(audience), latestKey: undefined });
  const batchOf = (...events: readonly Frame[]): Batch =>
    new Batch(events, { seq: 0, mark: 0, ephemeral: 0 }, { seq: 9, mark: 9, ephemeral: 0 });
  const seqsOf = (selection: Selection | undefined) => selection?.events.map(({ seq }) => seq);

  it('selects once for all users whom none of its events concerns', () => {
    const batch = batchOf(frame(1), personal(2, 'ann'), frame(3));
    const [ben, cid] = ['ben', 'cid'].map((user) => batch.select(viewOf(user), 0, 0));
    const [ann, tab] = [batch.select(viewOf('ann'), 0, 0), batch.select(viewOf('ann'), 0, 0)];
    expect([ben, ann].map(seqsOf)).toEqual([
      [1, 3],
      [1, 2, 3],
    ]);
    expect([cid, tab]).toEqual([ben, ann]);
    expect(cid).toBe(ben);
    expect(tab).toBe(ann);
    expect(seqsOf(batch.select(viewOf('eve', 'owner'), 0, 0))).toEqual([1, 2, 3]);
    expect(batch.select(viewOf('dan'), 0, 0)).toBe(ben);
  });

  it('selects once for everybody if none of its events is personal', () => {
    const batch = batchOf(frame(1));
    expect(batch.select(viewOf('ann'), 0, 0)).toBe(batch.select(viewOf('ben'), 0, 0));
  });

  it('gives a subscriber within the batch only its own events after its position', () => {
    const batch = batchOf(personal(1, 'ann'), personal(2, 'ann', 'ben'), personal(3, 'ben'));
    expect([seqsOf(batch.select(viewOf('ann'), 1, 0)), seqsOf(batch.select(viewOf('ben'), 0, 0))]).toEqual([
      [2],
      [2, 3],
    ]);
    expect(batch.select(viewOf('cid'), 0, 0)).toBeUndefined();
  });
});
