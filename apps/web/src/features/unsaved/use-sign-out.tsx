import { type ReactNode, useState } from 'react';
import { session } from '../../session.js';
import { loadedComponent } from '../../ui/loaded-component.js';
import { useUnsaved } from '../../unsaved/use-unsaved.js';

const SignOutQuestion = loadedComponent(() => import('./sign-out-question.js'));

export interface SignOut {
  readonly signOut: () => void;
  /** Asks first if something typed is not saved: it does not stay in the browser. */
  readonly question: ReactNode;
}

/** Signs out. At a shared desk nothing of the user stays behind, so what is not saved would be lost. */
export function useSignOut(): SignOut {
  const { saves, drafts, open } = useUnsaved();
  const [isAsking, setAsking] = useState(false);
  // The forms of other tabs end as well.
  const count = saves.length + drafts.length + open;
  const leave = () => void session.signOut();
  const stay = () => setAsking(false);
  return {
    signOut: count > 0 ? () => setAsking(true) : leave,
    question: isAsking && <SignOutQuestion count={count} onStay={stay} onLeave={leave} />,
  };
}
