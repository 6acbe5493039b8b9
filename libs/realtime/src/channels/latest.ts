import type { RealtimeEvent } from '@bellhop/protocol';
import type { DomainDefinition } from '../events/domain-definition.js';
import { toEvent } from '../log/logged-event.js';
import type { Frame } from './frame.js';

/** Called for an event on which the application's code failed. */
export type OnPoisoned = (event: Omit<RealtimeEvent, 'payload'>, error: unknown) => void;

/**
 * Returns the key under which a newer event of its domain replaces this one; `undefined` if none does. Includes the
 * property: a subscriber that may see one of two properties must not lose its value to the other's.
 */
export type LatestKey = (frame: Frame) => string | undefined;

/** Computed once per event, because the application's function needs the payload parsed. */
const keys = new WeakMap<Frame, string>();

/** Returns the key function for these domains. */
export function latestKeyOf(
  definitions: ReadonlyMap<string, DomainDefinition>,
  onPoisoned: OnPoisoned = () => undefined,
): LatestKey {
  return (frame) => {
    const latestBy = definitions.get(frame.domain)?.latestBy;
    if (!latestBy) return undefined;
    let key = keys.get(frame);
    if (key === undefined) keys.set(frame, (key = computeKey(latestBy, frame, onPoisoned)));
    return key;
  };
}

function computeKey(latestBy: NonNullable<DomainDefinition['latestBy']>, frame: Frame, onPoisoned: OnPoisoned): string {
  const scope = `${frame.domain}\n${frame.propertyId ?? ''}\n`;
  try {
    return `${scope}=${latestBy(toEvent(frame.record))}`;
  } catch (error) {
    // It replaces no event, and none replaces it.
    onPoisoned(frame.record, error);
    return `${scope}#${frame.seq}`;
  }
}

/** Omits events that a later one in the list replaces. */
export function withoutReplaced(frames: readonly Frame[], latestKey: LatestKey): readonly Frame[] {
  const keep: Frame[] = [];
  const seen = new Set<string>();
  let left = 0;
  for (const frame of frames.toReversed()) {
    const key = latestKey(frame);
    if (key !== undefined && seen.size === seen.add(key).size) left += 1;
    else keep.push(frame);
  }
  return left === 0 ? frames : keep.reverse();
}
