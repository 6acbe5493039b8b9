import { describe, expect, it } from '@jest/globals';
import { SearchText } from './search-text.js';

/** A page with a search in its address, and timers that run when they are told to. */
class SearchPage {
  value = '';
  due: (() => void)[] = [];
  readonly field = new SearchText('', (_, task) => {
    this.due.push(task);
    return () => void (this.due = this.due.filter((other) => other !== task));
  });
  readonly searches: (string | undefined)[] = [];
  /** Navigations that are under way. */
  #moves: string[] = [];

  type(text: string): void {
    this.field.type(text, (words) => {
      this.searches.push(words);
      this.#moves.push(words ?? '');
    });
  }

  pause(): void {
    for (const task of [...this.due]) task();
  }

  arrive(): void {
    this.go(this.#moves.shift() ?? this.value);
  }

  go(value: string): void {
    this.value = value;
    this.field.follow(value);
  }
}

describe('the text of a search field', () => {
  it('is searched for after a pause, once, and keeps the space that was typed', () => {
    const page = new SearchPage();
    page.type('li');
    page.type('lift ');
    expect(page.searches).toEqual([]);
    page.pause();
    page.arrive();
    expect([page.searches, page.field.text()]).toEqual([['lift'], 'lift ']);
    page.type('lift');
    page.pause();
    page.type('');
    page.pause();
    expect(page.searches).toEqual(['lift', undefined]);
  });

  it('is searched for at once when the field is left, and not again', () => {
    const page = new SearchPage();
    page.type('lift');
    page.field.flush();
    page.field.flush();
    page.pause();
    expect(page.searches).toEqual(['lift']);
  });

  it('follows the address, and does not overwrite it with what was typed before', () => {
    const page = new SearchPage();
    page.type('lift');
    page.pause();
    page.arrive();
    page.type('lift 2');
    page.go('');
    expect(page.field.text()).toBe('');
    page.pause();
    expect(page.searches).toEqual(['lift']);
    page.go('pool');
    expect(page.field.text()).toBe('pool');
    // Also back to what it was when typing began.
    page.type('pool 1');
    page.pause();
    page.arrive();
    page.go('pool');
    expect(page.field.text()).toBe('pool');
  });

  it('keeps what is typed while an own search is under way', () => {
    const page = new SearchPage();
    page.type('a');
    page.pause();
    page.type('ab');
    page.pause();
    page.type('abc');
    page.arrive();
    page.arrive();
    expect(page.field.text()).toBe('abc');
    page.pause();
    expect(page.searches).toEqual(['a', 'ab', 'abc']);
  });

  it('ends with its page', () => {
    const page = new SearchPage();
    page.type('lift');
    page.field.cancel();
    page.pause();
    expect(page.searches).toEqual([]);
  });
});
