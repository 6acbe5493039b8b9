import { describe, expect, it } from '@jest/globals';
import { isUndoKey, UNDO_MS, type Undoable, UndoStack } from './undo-stack.js';

function desk() {
  let now = 0;
  let due: { readonly at: number; readonly task: () => void }[] = [];
  const happened: string[] = [];
  const stack = new UndoStack((delayMs, task) => {
    const entry = { at: now + delayMs, task };
    due.push(entry);
    return () => void (due = due.filter((other) => other !== entry));
  });
  const entryOf = (id: string): Undoable => ({
    id,
    undo: () => happened.push(`undo ${id}`),
    onEnd: () => happened.push(`end ${id}`),
  });
  return {
    stack,
    happened,
    entryOf,
    push: (id: string) => stack.reserve().fill(entryOf(id)),
    pass: (ms: number) => {
      now += ms;
      for (const { at, task } of due.filter((entry) => entry.at <= now)) {
        if (at <= now) task();
      }
    },
  };
}

describe('UndoStack', () => {
  it('takes the newest change back first, each once', () => {
    const { stack, happened, push } = desk();
    push('a');
    push('b');
    expect([stack.undo(), stack.undo(), stack.undo()]).toEqual([true, true, false]);
    expect(happened).toEqual(['end b', 'undo b', 'end a', 'undo a']);
  });

  it('takes a named change back, whatever came after it', () => {
    const { stack, happened, push } = desk();
    push('a');
    push('b');
    expect([stack.undo('a'), stack.undo('a')]).toEqual([true, false]);
    expect(happened).toEqual(['end a', 'undo a']);
  });

  it('offers it for ten seconds', () => {
    const { stack, happened, push, pass } = desk();
    push('a');
    pass(UNDO_MS - 1);
    push('b');
    expect(stack.size).toBe(2);
    pass(1);
    expect(happened).toEqual(['end a']);
    expect(stack.undo('a')).toBe(false);
    expect(stack.undo()).toBe(true);
    pass(UNDO_MS);
    expect(happened).toEqual(['end a', 'end b', 'undo b']);
  });
});

describe('a change whose write is under way', () => {
  it('is the newest: it is taken back as soon as it was made, and no earlier one instead', () => {
    const { stack, happened, push, entryOf, pass } = desk();
    push('a');
    const place = stack.reserve();
    expect(stack.undo()).toBe(true);
    expect(happened).toEqual([]);
    expect(place.fill(entryOf('b'))).toBe(false);
    expect(happened).toEqual(['undo b']);
    pass(UNDO_MS);
    expect(happened).toEqual(['undo b', 'end a']);
  });

  it('keeps its place among those that are made before it', () => {
    const { stack, happened, push, entryOf } = desk();
    const place = stack.reserve();
    push('b');
    expect(place.fill(entryOf('a'))).toBe(true);
    expect([stack.undo(), stack.undo()]).toEqual([true, true]);
    expect(happened).toEqual(['end b', 'undo b', 'end a', 'undo a']);
  });

  it('leaves nothing behind when it is not made', () => {
    const { stack, happened, push } = desk();
    push('a');
    const [first, second] = [stack.reserve(), stack.reserve()];
    first.release();
    expect(stack.undo()).toBe(true);
    second.release();
    expect(stack.undo()).toBe(true);
    expect(happened).toEqual(['end a', 'undo a']);
  });

  it('can be released once it was made, without effect', () => {
    const { stack, happened, entryOf } = desk();
    const place = stack.reserve();
    place.fill(entryOf('a'));
    place.release();
    expect(stack.undo()).toBe(true);
    expect(happened).toEqual(['end a', 'undo a']);
  });

  it('is not offered to the next user', () => {
    const { stack, happened, entryOf } = desk();
    const [open, wanted] = [stack.reserve(), stack.reserve()];
    stack.undo();
    stack.clear();
    expect([open.fill(entryOf('a')), wanted.fill(entryOf('b'))]).toEqual([false, false]);
    expect(stack.undo()).toBe(false);
    expect(happened).toEqual([]);
  });
});

describe('a cleared stack', () => {
  it('takes nothing back, also not what was offered before', () => {
    const { stack, happened, push, pass } = desk();
    push('a');
    push('b');
    stack.clear();
    expect([stack.undo(), stack.undo('a'), stack.size]).toEqual([false, false, 0]);
    pass(UNDO_MS);
    expect(happened).toEqual(['end a', 'end b']);
  });
});

describe('isUndoKey', () => {
  const stroke = { key: 'z', code: 'KeyZ', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
  it('leaves a text field its own undo, and redo alone', () => {
    expect(isUndoKey(stroke, false)).toBe(true);
    expect(isUndoKey({ ...stroke, ctrlKey: false, metaKey: true }, false)).toBe(true);
    expect(isUndoKey(stroke, true)).toBe(false);
    expect(isUndoKey({ ...stroke, shiftKey: true }, false)).toBe(false);
    expect(isUndoKey({ ...stroke, ctrlKey: false }, false)).toBe(false);
  });

  it('is the letter on a Latin keyboard, and its key on one without', () => {
    expect(isUndoKey({ ...stroke, key: 'ئ' }, false)).toBe(true);
    expect(isUndoKey({ ...stroke, key: 'я' }, false)).toBe(true);
    expect(isUndoKey({ ...stroke, key: 'Z', code: 'KeyY' }, false)).toBe(true);
    expect(isUndoKey({ ...stroke, key: 'w', code: 'KeyZ' }, false)).toBe(false);
  });
});
