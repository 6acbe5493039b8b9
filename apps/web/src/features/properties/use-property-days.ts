import { dayIn, type Property } from '@bellhop/hotel';
import { useCallback, useMemo } from 'react';
import { useAtMinute } from '../../ui/minutes.js';
import { useProperties } from './use-properties.js';

/** The current days at the user's properties. */
export interface PropertyDays {
  /** The current day at a property; the latest of all for an unknown one. */
  readonly todayOf: (propertyId: string | null | undefined) => string;
  /** The current day at the selected property, or the latest current day of all properties. */
  readonly today: string;
  /** In which days to filter by begin: that of the selected property, or of the first. */
  readonly timeZone: string;
}

/** Returns the current days, and renders again when a day begins at one of the properties. */
export function usePropertyDays(): PropertyDays {
  const { byId, selected, properties: inUse } = useProperties();
  // Archived ones too: their rows remain.
  const properties = useMemo(() => [...byId.values()], [byId]);
  const read = useCallback((now: number) => currentDays(properties, now), [properties]);
  const days = useAtMinute(read);
  const timeZone = (selected ?? inUse[0])?.timezone ?? 'UTC';
  return useMemo(() => {
    const [latest = '', ...own] = days.split(' ');
    const todays = new Map(properties.map(({ propertyId }, index) => [propertyId, own[index]]));
    const todayOf = (propertyId: string | null | undefined) => todays.get(propertyId ?? '') ?? latest;
    return { todayOf, today: todayOf(selected?.propertyId), timeZone };
  }, [days, properties, selected, timeZone]);
}

/** The latest day, and the day of each property, as one text that can be compared. */
function currentDays(properties: readonly Property[], now: number): string {
  const own = properties.map(({ timezone }) => dayIn(timezone, now));
  return [own.toSorted().at(-1) ?? dayIn('UTC', now), ...own].join(' ');
}
