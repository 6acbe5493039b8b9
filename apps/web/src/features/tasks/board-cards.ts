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

/**
 * What can be dragged on the board, and where to. Cards and columns announce themselves here instead of to the library that
 * drags them: that one is loaded when the cards are shown, and they stay as they are when it arrives.
 */
export class BoardCards {
  readonly #shown = new Set<CardOnBoard>();
  #cards: readonly CardOnBoard[] = [];
  #columns: Columns = {};
  #awaited: string | undefined;
  #isTelling = false;
  readonly #dragListeners = new Map<string, DragListeners>();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly cards = (): readonly CardOnBoard[] => this.#cards;
  readonly columns = (): Columns => this.#columns;

  /** @returns a function that removes it */
  add(card: CardOnBoard): () => void {
    this.#shown.add(card);
    this.#tellOfCards();
    return () => {
      this.#shown.delete(card);
      this.#tellOfCards();
    };
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

  /** Once for all cards of a render. */
  #tellOfCards(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      this.#cards = [...this.#shown];
      this.#tell();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const BoardContext = createContext(new BoardCards());
