import { isUUID, IsString, MaxLength } from 'class-validator';
import type { Page } from '@bellhop/protocol';
import { isDay } from '../time/calendar.js';
import { IsIntText, MayBeAbsent } from './fields.js';
import { invalidField } from './problem.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Query of every list. */
export class PageQuery {
  /** Rows an answer holds at most. */
  @MayBeAbsent()
  @IsIntText(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `next` of the page before. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(512)
  after?: string;
}

type Part = 'uuid' | 'day';
const CHECKS: Readonly<Record<Part, (text: unknown) => boolean>> = { uuid: (text) => isUUID(text), day: isDay };

/**
 * Pages by the sort key of the last row seen, not by offset: rows that come or go meanwhile neither repeat nor skip
 * others. On the wire the key is base64url, opaque to clients.
 */
export class Keyset<const P extends readonly Part[]> {
  /** @param parts what the sort key is made of, in order; the last one is unique */
  constructor(private readonly parts: P) {}

  /**
   * The sort key in `after`.
   * @throws ProblemException `validation_failed` for what {@link page} did not write
   */
  read(after: string | undefined): { readonly [K in keyof P]: string } | undefined {
    if (after === undefined) return undefined;
    const key = Buffer.from(after, 'base64url').toString('utf8').split(' ');
    const valid = key.length === this.parts.length && this.parts.every((part, index) => CHECKS[part](key[index]));
    if (!valid) throw invalidField('after', 'must be the `next` of an answer');
    return key as unknown as { readonly [K in keyof P]: string };
  }

  /**
   * Makes the answer of a list.
   * @param rows in order, one more than `limit` when there is a next page
   * @param show makes the answer's item of a row. @default the row is what clients see
   */
  page<R>(rows: readonly R[], limit: number, keyOf: (row: R) => { readonly [K in keyof P]: string }): Page<R>;
  page<R, T>(
    rows: readonly R[],
    limit: number,
    keyOf: (row: R) => { readonly [K in keyof P]: string },
    show: (row: R) => T,
  ): Page<T>;
  page<R, T>(
    rows: readonly R[],
    limit: number,
    keyOf: (row: R) => { readonly [K in keyof P]: string },
    show?: (row: R) => T,
  ): Page<R | T> {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next =
      rows.length > limit && last !== undefined ? Buffer.from([...keyOf(last)].join(' ')).toString('base64url') : null;
    return { items: show ? shown.map(show) : shown, next };
  }
}
