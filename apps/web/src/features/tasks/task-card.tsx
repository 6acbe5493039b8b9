import type { Task } from '@bellhop/hotel';
import { useArrived } from '@bellhop/react';
import { IconGripVertical } from '@tabler/icons-react';
import { memo, type SyntheticEvent, useContext, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { IconButton, SmallButton } from '../../ui/plain-buttons.js';
import type { UndoableActions } from '../../ui/use-undoable.js';
import { QueuedMark } from '../../unsaved/queued-mark.js';
import type { Person } from '../../people/people.js';
import { PersonAvatar } from '../../people/person-avatar.js';
import { BoardContext, DRAG_INSTRUCTIONS } from './board-cards.js';
import { tasks } from './live.js';
import { isUnfinished, NEXT_STATUS } from './statuses.js';
import { TaskCardContent } from './task-card-content.js';
import { TaskMenu } from './task-menu.js';
import classes from './tasks.module.css';

const GRIP = <IconGripVertical size={18} aria-hidden />;

export interface TaskCardProps extends Pick<UndoableActions<Task>, 'change' | 'remove'> {
  readonly task: Task;
  readonly propertyName: string | undefined;
  /** The current day at its property. */
  readonly today: string;
  /** Undefined: nobody, or somebody who is not known. */
  readonly assignee: Person | undefined;
  /** Whether there is another column to drag it to. */
  readonly isMovable: boolean;
  readonly onEdit: (task: Task) => void;
}

/** Rendered again only for what it shows: with a thousand cards, an event is the work of one. */
export const TaskCard = memo(function TaskCard(props: TaskCardProps) {
  const { task, propertyName, today, assignee, isMovable, change, remove, onEdit } = props;
  const { userId } = useUser();
  const { t } = useTranslation(['tasks', 'ui']);
  const board = useContext(BoardContext);
  const card = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (!card.current || !handle.current) return undefined;
    if (board.takesFocus(task.taskId)) handle.current.focus();
    return board.add({ task, element: card.current, handle: handle.current });
  }, [board, task, isMovable]);
  const mine = task.assigneeId === userId;

  /** Changes without a response yet. */
  const [unanswered, setUnanswered] = useState(0);
  const busy = unanswered > 0;
  const patch = async (body: Partial<Task>) => {
    setUnanswered((count) => count + 1);
    await change(task, body, t('ui:changedOne', { name: task.title }));
    setUnanswered((count) => count - 1);
  };

  const pick = (listener: string) => (event: SyntheticEvent<HTMLElement>) =>
    board.startDrag(task.taskId, listener, event);

  return (
    <div
      ref={card}
      role="listitem"
      className={classes.card}
      data-arrived={useArrived(tasks, task)}
      data-movable={isMovable}
      aria-busy={busy}
      onPointerEnter={() => board.point(task.taskId)}
      onFocus={() => board.focus(task.taskId)}
      onMouseDown={pick('onMouseDown')}
      onTouchStart={pick('onTouchStart')}
    >
      <TaskCardContent task={task} today={today}>
        <div className={classes.actions}>
          {isMovable && (
            <IconButton
              ref={handle}
              icon={GRIP}
              className={classes.handle}
              aria-label={t('drag.move', { title: task.title })}
              aria-describedby={DRAG_INSTRUCTIONS}
              onKeyDown={pick('onKeyDown')}
            />
          )}
          <QueuedMark rows={tasks} row={task} />
          <TaskMenu
            task={task}
            onChange={(body) => void patch(body)}
            onEdit={() => onEdit(task)}
            onDelete={() => remove(task, t('ui:deletedOne', { name: task.title }))}
          />
        </div>
      </TaskCardContent>
      <div className={classes.bottom}>
        <div className={classes.whose}>
          <div className={classes.line}>{propertyName}</div>
          <div className={classes.assignee}>
            {task.assigneeId !== null && <PersonAvatar person={assignee} size={20} />}
            <span className={classes.line} data-mine={mine}>
              {mine ? t('you') : task.assigneeId === null ? t('unassigned') : (assignee?.name ?? t('somebody'))}
            </span>
          </div>
        </div>
        {isUnfinished(task) && (
          <SmallButton
            aria-label={t(`nextOf.${task.status}`, { title: task.title })}
            loading={busy}
            onClick={() => void patch({ status: NEXT_STATUS[task.status] })}
          >
            {t(`next.${task.status}`)}
          </SmallButton>
        )}
      </div>
    </div>
  );
});
