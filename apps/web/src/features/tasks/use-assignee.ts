import { useSearch } from '@tanstack/react-router';
import { useUser } from '../../session.js';

/** In the address, the signed-in user: a link with it shows everyone their own tasks. */
export const ME = 'me';

/** Returns the user whose tasks the address asks for; undefined for everyone's. */
export function useAssignee(): string | undefined {
  const { userId } = useUser();
  const { assignee } = useSearch({ from: '/app/tasks' });
  return assignee === ME ? userId : assignee;
}
