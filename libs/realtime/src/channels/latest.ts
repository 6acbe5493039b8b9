import type { DomainDefinition } from '../events/domain-definition.js';
import { toEvent } from '../log/logged-event.js';
import type { Frame } from './frame.js';

/**
 * The key under which a newer event of its domain replaces this one. The property belongs to it: a reader that may see
 * one of two properties must not lose its value to the other's.
 */
export function latestKey(definition: DomainDefinition, frame: Frame): string | undefined {
  if (!definition.latestBy) return undefined;
  const key = definition.latestBy(toEvent(frame.record));
  return `${frame.domain}\n${frame.propertyId ?? ''}\n${key}`;
}

/** Leaves out events that a later one of the list replaces. */
export function withoutReplaced(
  frames: readonly Frame[],
  definitions: ReadonlyMap<string, DomainDefinition>,
): readonly Frame[] {
  const keep: Frame[] = [];
  const seen = new Set<string>();
  let left = 0;
  for (const frame of frames.toReversed()) {
    const definition = definitions.get(frame.domain);
    const key = definition && latestKey(definition, frame);
    if (key !== undefined && seen.size === seen.add(key).size) left += 1;
    else keep.push(frame);
  }
  return left === 0 ? frames : keep.reverse();
}
