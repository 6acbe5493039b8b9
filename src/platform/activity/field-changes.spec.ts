import { describe, expect, it } from '@jest/globals';
import { activityEntrySchema } from '@bellhop/hotel';
import { validatePayload } from '@bellhop/realtime';
import fc from 'fast-check';
import { changesBetween, fieldsOf } from './field-changes.js';

const task = { taskId: 't', orgId: 'o', version: 3, updatedBy: 'u', title: 'Lift', dueOn: null, tags: ['a', 'b'] };
const fields = fieldsOf(task, 'taskId');

describe('the changes of an entry', () => {
  it('are those of the fields that people know', () => {
    expect(fields).toEqual(['title', 'dueOn', 'tags']);
    expect(changesBetween(task, { ...task, version: 4, title: 'Stairs', tags: ['a', 'b'] }, fields)).toEqual([
      { field: 'title', before: 'Lift', after: 'Stairs' },
    ]);
  });

  it('of a new or deleted row are all fields with a value', () => {
    expect(changesBetween(undefined, task, fields)).toEqual([
      { field: 'title', before: null, after: 'Lift' },
      { field: 'tags', before: null, after: ['a', 'b'] },
    ]);
    expect(changesBetween(task, undefined, ['title'])).toEqual([{ field: 'title', before: 'Lift', after: null }]);
  });

  it('cut long text between characters, and long lists with the number of the rest', () => {
    const [text] = changesBetween(undefined, { text: `${'x'.repeat(499)}😀` }, ['text']);
    expect(text?.after).toBe(`${'x'.repeat(499)}…`);
    const [list] = changesBetween(undefined, { list: Array.from({ length: 40 }, () => 'i'.repeat(36)) }, ['list']);
    expect(list?.after).toHaveLength(14);
    expect((list?.after as string[]).at(-1)).toBe('+27');
  });

  it('are bounded and fit their schema, whatever the row', () => {
    const value = fc.oneof(
      fc.string({ maxLength: 5_000, unit: 'grapheme' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string({ maxLength: 300 }), { maxLength: 1_000 }),
    );
    const row = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), value, { maxKeys: 60 });
    const schema = activityEntrySchema.properties?.['changes'] ?? {};
    fc.assert(
      fc.property(row, row, (before, after) => {
        const changes = changesBetween(before, after, [...new Set([...Object.keys(before), ...Object.keys(after)])]);
        expect(validatePayload(schema, changes)).toEqual([]);
        expect(JSON.stringify(changes).length).toBeLessThan(40_000);
      }),
      { seed: 13, numRuns: 60 },
    );
  });
});
