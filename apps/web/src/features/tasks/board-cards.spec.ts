import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Task } from '@bellhop/hotel';
import { BoardCards, type CardOnBoard } from './board-cards.js';

let board: BoardCards;
let told: number;
beforeEach(() => {
  board = new BoardCards();
  told = 0;
});
const listen = () => board.subscribe(() => (told += 1));

const card = (taskId: string): CardOnBoard => ({
  task: { taskId } as Task,
  element: {} as HTMLElement,
  handle: {} as HTMLElement,
});
const draggable = () => board.draggable().map(({ task }) => task.taskId);

describe('a board', () => {
  it('has nothing dragged until there is a card', () => {
    listen();
    expect(board.isNeeded()).toBe(false);
    board.add(card('a'));
    expect(board.isNeeded()).toBe(true);
    expect(told).toBe(1);
  });

  it('keeps only the cards within reach ready, so that changes of a thousand others are no work', () => {
    const remove = Array.from({ length: 1_000 }, (_, index) => board.add(card(String(index))));
    board.point('7');
    listen();
    for (const [index, one] of remove.entries()) {
      if (index === 7) continue;
      one();
      board.add(card(String(index)));
    }
    expect(told).toBe(0);
    expect(draggable()).toEqual(['7']);
    board.point('8');
    expect(draggable()).toEqual(['8']);
    expect(told).toBe(1);
  });

  it('shows the newest state of the card within reach, also while its old element goes after the new one came', () => {
    const old = board.add(card('a'));
    board.point('a');
    const moved = card('a');
    board.add(moved);
    old();
    expect(board.draggable()).toEqual([moved]);
    expect(board.draggable()[0]).toBe(moved);
  });

  it('keeps a carried card, whatever the pointer passes, until it is put down or gone', () => {
    const gone = board.add(card('a'));
    board.add(card('b'));
    board.point('a');
    board.carry('a');
    board.point('b');
    expect(draggable().toSorted()).toEqual(['a', 'b']);
    board.carry(undefined);
    expect(draggable()).toEqual(['b']);
    board.carry('a');
    gone();
    expect(draggable()).toEqual(['b']);
  });

  it('keeps the card that has the focus when others move under a pointer that rests', () => {
    for (const taskId of ['a', 'b', 'c']) board.add(card(taskId));
    board.focus('a');
    board.point('b');
    board.point('c');
    expect(draggable().toSorted()).toEqual(['a', 'c']);
    board.focus('c');
    expect(draggable()).toEqual(['c']);
  });

  it('knows a card that was reached before it was there', () => {
    board.point('a');
    board.add(card('a'));
    expect(draggable()).toEqual(['a']);
  });
});
