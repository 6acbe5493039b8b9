import { describe, expect, it } from '@jest/globals';
import { isUndoKey, UNDO_MS, UndoStack } from './undo-stack.js';

function desk() {
  let now = 0;
  let due: { readonly at: number; readonly task: () => void }[] = [];
  const happened: string[] = [];
  const stack = new UndoStack((delayMs, task) => {
    const entry = { at: now + delayMs, task };
    due.push(entry);
    return () => void (due = due.filter((other) => other !== entry));
  });
  return {
    stack,
    happened,
    push: (id: string) =>
      stack.push({ id, undo: () => happened.push(`undo ${id}`), onEnd: () => happened.push(`end ${id}`) }),
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
