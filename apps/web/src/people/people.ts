import type { User } from '@bellhop/hotel';
import { cachedRows, useLiveQuery } from '@bellhop/react';
import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useLocale } from '../language/locale.js';
import { initialsOf } from './initials.js';
import { users } from './live.js';

/** Somebody of the organisation, to be named. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly initials: string;
}

export interface People {
  /** Everyone of the organisation, by name. */
  readonly all: readonly User[];
  /** Returns undefined for nobody, and for somebody who is not known (yet). */
  readonly find: (userId: string | null | undefined) => Person | undefined;
}

const EVERYONE = {};

/** Everyone of the organisation, from the list that the whole dashboard shares. */
export function usePeople(): People {
  const { rows, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useLiveQuery(users, EVERYONE);
  useEffect(() => {
    // Another component may be fetching the same page: the request is shared.
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage({ cancelRefetch: false });
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const locale = useLocale();
  return useMemo(() => {
    const names = new Intl.Collator(locale);
    // The same object while nothing of it changes: rows that show a person are not rendered again.
    const byId = new Map(rows.map((user) => [user.userId, personOf(user)]));
    return {
      all: rows.toSorted((a, b) => names.compare(a.name, b.name)),
      find: (userId) => byId.get(userId ?? ''),
    };
  }, [rows, locale]);
}

/** Name and initials of a user; undefined for nobody, and for somebody who is not known (yet). */
export function usePerson(userId: string | null | undefined): Person | undefined {
  return usePeople().find(userId);
}

/** {@link usePerson} outside components. */
export function personIn(client: QueryClient, userId: string | null | undefined): Person | undefined {
  return personOf(cachedRows(client, users).find((user) => user.userId === userId));
}

const personOf = (user: User | undefined): Person | undefined =>
  user && { userId: user.userId, name: user.name, initials: initialsOf(user.name) };
