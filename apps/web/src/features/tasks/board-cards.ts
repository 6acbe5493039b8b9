import type { Task, TaskStatus } from '@bellhop/hotel';
import type { DraggableSyntheticListeners } from '@dnd-kit/core';
import { createContext, type SyntheticEvent } from 'react';

/** A card that is on the page and can be dragged. */
export interface CardOnBoard {
  readonly task: Task;
  readonly element: HTMLElement;
  /** Picks the card up by keyboard. */
  readonly handle: HTMLElement;
}

export interface Columns {
  readonly [status: string]: HTMLElement;
}

/** Starts a drag, if this event is the start of one. By name of the listener. */
export type DragListeners = NonNullable<DraggableSyntheticListeners>;

/** Id of the text that says how to drag by keyboard. */
export const DRAG_INSTRUCTIONS = 'drag-instructions';

/**
 * What can be dragged on the board, and where to. Cards and columns announce themselves here instead of to the library that
 * drags them: that one is loaded when the cards are shown, and they stay as they are when it arrives. It is told only of the
 * cards that are within reach of the pointer and the keyboard: to keep a thousand ready would be work for each change of each.
 */
export class BoardCards {
  readonly #shown = new Map<string, CardOnBoard>();
  #columns: Columns = {};
  /** Whether there has been a card. */
  #isNeeded = false;
  #pointed: string | undefined;
  #focused: string | undefined;
  #carried: string | undefined;
  #draggable: readonly CardOnBoard[] = [];
  #awaited: string | undefined;
  readonly #dragListeners = new Map<string, DragListeners>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly isNeeded = (): boolean => this.#isNeeded;
  readonly columns = (): Columns => this.#columns;
  /** The cards within reach, and the one that is carried. */
  readonly draggable = (): readonly CardOnBoard[] => this.#draggable;

  /** @returns a function that removes it */
  add(card: CardOnBoard): () => void {
    const { taskId } = card.task;
    this.#shown.set(taskId, card);
    if (!this.#isNeeded) {
      this.#isNeeded = true;
      this.#tell();
    }
    this.#changed(taskId);
    return () => {
      if (this.#shown.get(taskId) !== card) return;
      this.#shown.delete(taskId);
      this.#changed(taskId);
    };
  }

  /** The pointer is over a card. */
  point(taskId: string): void {
    if (this.#pointed === taskId) return;
    this.#pointed = taskId;
    this.#changed(taskId);
  }

  /** The focus is in a card. It stays within reach when cards move under a pointer that rests. */
  focus(taskId: string): void {
    if (this.#focused === taskId) return;
    this.#focused = taskId;
    this.#changed(taskId);
  }

  /** A card was picked up, or put down. It can be dragged until then, whatever the pointer passes. */
  carry(taskId: string | undefined): void {
    this.#carried = taskId;
    this.#changed(taskId);
  }

  setColumn(status: TaskStatus, element: HTMLElement | null): void {
    const { [status]: _, ...others } = this.#columns;
    this.#columns = element ? { ...others, [status]: element } : others;
    this.#tell();
  }

  /**
   * Gives the focus to a card when it appears. A card that is dropped in another column is a new element there; without this,
   * whoever moves cards by keyboard would start again from the top of the page after each.
   */
  expectFocus(taskId: string): void {
    this.#awaited = taskId;
  }

  /** Whether it is this card that is to get the focus. Answers once. */
  takesFocus(taskId: string): boolean {
    if (this.#awaited !== taskId) return false;
    this.#awaited = undefined;
    return true;
  }

  listen(taskId: string, listeners: DragListeners): () => void {
    this.#dragListeners.set(taskId, listeners);
    return () => void (this.#dragListeners.get(taskId) === listeners && this.#dragListeners.delete(taskId));
  }

  /** @param listener name of the card's listener that got the event */
  startDrag(taskId: string, listener: string, event: SyntheticEvent<HTMLElement>): void {
    // React also bubbles events of the menu to the card, although it is rendered in a portal.
    if (event.currentTarget.contains(event.target as Node)) void this.#dragListeners.get(taskId)?.[listener]?.(event);
  }

  #changed(taskId: string | undefined): void {
    const ids = new Set([this.#pointed, this.#focused, this.#carried]);
    if (taskId !== undefined && !ids.has(taskId)) return;
    this.#draggable = [...ids].flatMap((id) => this.#shown.get(id ?? '') ?? []);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const BoardContext = createContext(new BoardCards());
