import type { RealtimeEvent } from '@bellhop/protocol';
import type { DomainDefinition } from '../events/domain-definition.js';
import { toEvent } from '../log/logged-event.js';
import type { Frame } from './frame.js';

/** Told of an event that the application's code failed on. */
export type OnPoisoned = (event: Omit<RealtimeEvent, 'payload'>, error: unknown) => void;

/**
 * The key under which a newer event of its domain replaces one; `undefined` where none does. The property belongs to it: a
 * reader that may see one of two properties must not lose its value to the other's.
 */
export type LatestKey = (frame: Frame) => string | undefined;

/** Computed once per event: the application's function is asked with the payload parsed. */
const keys = new WeakMap<Frame, string>();

/** What tells the keys of these domains' events. */
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
    // It replaces nothing and nothing replaces it.
    onPoisoned(frame.record, error);
    return `${scope}#${frame.seq}`;
  }
}

/** Leaves out events that a later one of the list replaces. */
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
