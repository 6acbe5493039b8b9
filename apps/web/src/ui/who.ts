import { useTranslation } from 'react-i18next';
import { usePerson } from '../people/people.js';
import { useUser } from '../session.js';

/** Returns the name of who made a change. @param userId undefined if it is not known */
export function useNameOf(userId: string | undefined): string {
  const { t } = useTranslation('ui');
  const { userId: own } = useUser();
  const person = usePerson(userId);
  if (userId === own) return t('youElsewhere');
  return person?.name ?? t('somebodyElse');
}
