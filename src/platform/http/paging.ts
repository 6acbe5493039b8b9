import { isDay } from '@bellhop/hotel';
import { isUUID, IsString, MaxLength } from 'class-validator';
import type { Page } from '@bellhop/protocol';
import { isInstant } from '../time/instant.js';
import { IsIntText, MayBeAbsent } from './fields.js';
import { invalidField } from './problem.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** Query parameters of every list. */
export class PageQuery {
  /** Maximum number of rows in a response. */
  @MayBeAbsent()
  @IsIntText(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `next` of the previous page. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(512)
  after?: string;
}

type Part = 'uuid' | 'day' | 'instant';
const CHECKS: Readonly<Record<Part, (text: unknown) => boolean>> = {
  uuid: (text) => isUUID(text),
  day: isDay,
  instant: isInstant,
};

/**
 * Pages by the sort key of the last row seen instead of an offset: rows inserted or deleted meanwhile neither repeat nor skip
 * others. On the wire the key is base64url, opaque to clients.
 */
export class Keyset<const P extends readonly Part[]> {
  /** @param parts types of the sort key's parts, in order; the last part is unique */
  constructor(private readonly parts: P) {}

  /**
   * Decodes the sort key in `after`.
   * @throws ProblemException `validation_failed` for a value that {@link page} did not write
   */
  read(after: string | undefined): { readonly [K in keyof P]: string } | undefined {
    if (after === undefined) return undefined;
    const key = Buffer.from(after, 'base64url').toString('utf8').split(' ');
    const valid = key.length === this.parts.length && this.parts.every((part, index) => CHECKS[part](key[index]));
    if (!valid) throw invalidField('after', 'must be the `next` value of a page');
    return key as unknown as { readonly [K in keyof P]: string };
  }

  /**
   * Builds the response of a list.
   * @param rows in order, one more than `limit` when there is a next page
   * @param show maps a row to the response's item. @default the row itself
   */
  page<R>(rows: readonly R[], limit: number, keyOf: (row: R) => { readonly [K in keyof P]: string }): Page<R>;
  page<R, T>(
    rows: readonly R[],
    limit: number,
    keyOf: (row: R) => { readonly [K in keyof P]: string },
    toResponse: (row: R) => T,
  ): Page<T>;
  page<R, T>(
    rows: readonly R[],
    limit: number,
    keyOf: (row: R) => { readonly [K in keyof P]: string },
    toResponse?: (row: R) => T,
  ): Page<R | T> {
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next =
      rows.length > limit && last !== undefined ? Buffer.from([...keyOf(last)].join(' ')).toString('base64url') : null;
    return { items: toResponse ? page.map(toResponse) : page, next };
  }
}
