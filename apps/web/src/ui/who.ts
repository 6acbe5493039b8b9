import { usePerson } from '../features/users/people.js';
import { useUser } from '../session.js';

/** Returns the name of who made a change. @param userId undefined if it is not known */
export function useNameOf(userId: string | undefined): string {
  const { userId: own } = useUser();
  const person = usePerson(userId);
  if (userId === own) return 'You, in another window,';
  return person?.name ?? 'Somebody else';
}
