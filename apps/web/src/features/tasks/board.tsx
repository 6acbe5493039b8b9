import { type ReactNode, useEffect, useState } from 'react';
import { useLoaded } from '../../ui/use-loaded.js';
import { BoardCards, BoardContext } from './board-cards.js';
import classes from './tasks.module.css';

const load = () => import('./card-dragging.js');

/** The board. Its cards can be read, and moved by their menus, before the code that drags them is there. */
export function Board({ children }: { children: ReactNode }) {
  const [board] = useState(() => new BoardCards());
  const { loaded, prepare } = useLoaded(load);

  useEffect(() => {
    if (loaded) return undefined;
    const start = () => {
      if (board.isNeeded()) prepare();
    };
    start();
    return board.subscribe(start);
  }, [board, loaded, prepare]);

  return (
    <BoardContext value={board}>
      <div className={classes.board}>{children}</div>
      {loaded && <loaded.CardDragging board={board} />}
    </BoardContext>
  );
}
