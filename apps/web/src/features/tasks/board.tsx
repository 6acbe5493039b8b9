import type { Task } from '@bellhop/hotel';
import {
  type CollisionDetection,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  rectIntersection,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUndoable } from '../../ui/use-undoable.js';
import { ANNOUNCEMENTS } from './drag-announcements.js';
import { isStatus, taskOf } from './dragging.js';
import { KeptFocus, KeptFocusContext } from './kept-focus.js';
import { tasks } from './live.js';
import { TaskCardContent } from './task-card-content.js';
import classes from './tasks.module.css';
import { toNextColumn } from './to-next-column.js';

/** Farther than the mouse moves during a click, in pixels. */
const MOUSE = { activationConstraint: { distance: 6 } };
/** Longer than a scrolling touch rests before it moves, in milliseconds. */
const TOUCH = { activationConstraint: { delay: 220, tolerance: 8 } };

/** Uses the pointer if there is one; the keyboard moves the card itself. */
const underPointer: CollisionDetection = (arguments_) =>
  arguments_.pointerCoordinates ? pointerWithin(arguments_) : rectIntersection(arguments_);

/** The board, on which cards are dragged between columns by mouse, touch or keyboard. */
export function Board({ children }: { children: ReactNode }) {
  const { t } = useTranslation(['tasks', 'ui']);
  const { change } = useUndoable(tasks);
  const [keptFocus] = useState(() => new KeptFocus());
  const [carried, setCarried] = useState<Task>();
  const sensors = useSensors(
    useSensor(MouseSensor, MOUSE),
    useSensor(TouchSensor, TOUCH),
    useSensor(KeyboardSensor, { coordinateGetter: toNextColumn }),
  );

  const drop = ({ active, over, activatorEvent }: DragEndEvent) => {
    setCarried(undefined);
    const row = taskOf(active);
    const status = over?.id;
    if (!row || !isStatus(status) || status === row.status) return;
    if (activatorEvent instanceof KeyboardEvent) keptFocus.expect(row.taskId);
    change(row, { status }, t('ui:changedOne', { name: row.title }));
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underPointer}
      accessibility={{
        announcements: ANNOUNCEMENTS,
        screenReaderInstructions: { draggable: t('drag.instructions') },
      }}
      onDragStart={({ active }) => setCarried(taskOf(active))}
      onDragCancel={() => setCarried(undefined)}
      onDragEnd={drop}
    >
      <KeptFocusContext value={keptFocus}>
        <div className={classes.board}>{children}</div>
      </KeptFocusContext>
      <DragOverlay dropAnimation={null}>
        {carried && (
          <div className={classes.carried}>
            <TaskCardContent task={carried} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}
