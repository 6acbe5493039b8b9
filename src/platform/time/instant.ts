import { isDay } from '@bellhop/hotel';

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Converts ISO 8601 with an offset, from 1900 to 2199, to UTC with milliseconds, as events and responses have it. Returns
 * `undefined` for anything else.
 */
export function instantOf(text: unknown): string | undefined {
  const [, day] = typeof text === 'string' ? (INSTANT.exec(text) ?? []) : [];
  return isDay(day) ? new Date(String(text)).toISOString() : undefined;
}

/** Whether `text` is as {@link instantOf} returns it. */
export const isInstant = (text: unknown): text is string => text !== undefined && instantOf(text) === text;
