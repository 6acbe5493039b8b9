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
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { memo, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useUndoable } from '../../ui/use-undoable.js';
import { usePropertyDays } from '../properties/use-property-days.js';
import { type BoardCards, type CardOnBoard, DRAG_INSTRUCTIONS } from './board-cards.js';
import { ANNOUNCEMENTS } from './drag-announcements.js';
import { type DragData, isStatus, taskOf } from './dragging.js';
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

/** Drags the cards of a board between its columns, by mouse, touch or keyboard. Beside the board, not around it. */
export const CardDragging = memo(function CardDragging({ board }: { readonly board: BoardCards }) {
  const { t } = useTranslation(['tasks', 'ui']);
  const { change } = useUndoable(tasks);
  const { todayOf } = usePropertyDays();
  const cards = useSyncExternalStore(board.subscribe, board.draggable);
  const columns = useSyncExternalStore(board.subscribe, board.columns);
  const [carried, setCarried] = useState<Task>();
  const sensors = useSensors(
    useSensor(MouseSensor, MOUSE),
    useSensor(TouchSensor, TOUCH),
    useSensor(KeyboardSensor, { coordinateGetter: toNextColumn }),
  );

  const carry = (task: Task | undefined) => {
    board.carry(task?.taskId);
    setCarried(task);
  };

  const drop = ({ active, over, activatorEvent }: DragEndEvent) => {
    carry(undefined);
    const row = taskOf(active);
    const status = over?.id;
    if (!row || !isStatus(status) || status === row.status) return;
    if (activatorEvent instanceof KeyboardEvent) board.expectFocus(row.taskId);
    void change(row, { status }, t('ui:changedOne', { name: row.title }));
  };

  return (
    <DndContext
      // Also that of the instructions.
      id={DRAG_INSTRUCTIONS}
      sensors={sensors}
      collisionDetection={underPointer}
      accessibility={{
        announcements: ANNOUNCEMENTS,
        screenReaderInstructions: { draggable: t('drag.instructions') },
      }}
      onDragStart={({ active }) => carry(taskOf(active))}
      onDragCancel={() => carry(undefined)}
      onDragEnd={drop}
    >
      {Object.entries(columns).map(([status, element]) => (
        <DropColumn key={status} status={status} element={element} />
      ))}
      {cards.map((card) => (
        <DragCard key={card.task.taskId} board={board} card={card} />
      ))}
      <DragOverlay dropAnimation={null}>
        {carried && (
          <div className={classes.carried}>
            <TaskCardContent task={carried} today={todayOf(carried.propertyId)} />
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
});

/** Lets cards be dropped on a column. */
function DropColumn({ status, element }: { readonly status: string; readonly element: HTMLElement }) {
  const { setNodeRef, isOver } = useDroppable({ id: status });
  useLayoutEffect(() => setNodeRef(element), [setNodeRef, element]);
  useLayoutEffect(() => mark(element, 'data-over', isOver), [element, isOver]);
  return null;
}

/** Lets a card be dragged. */
const DragCard = memo(function DragCard({ board, card }: { readonly board: BoardCards; readonly card: CardOnBoard }) {
  const { task, element, handle } = card;
  const { setNodeRef, setActivatorNodeRef, listeners, isDragging } = useDraggable({
    id: task.taskId,
    data: { task } satisfies DragData,
  });
  useLayoutEffect(() => setNodeRef(element), [setNodeRef, element]);
  useLayoutEffect(() => mark(element, 'data-carried', isDragging), [element, isDragging]);
  useLayoutEffect(() => setActivatorNodeRef(handle), [setActivatorNodeRef, handle]);
  useLayoutEffect(() => listeners && board.listen(task.taskId, listeners), [board, task.taskId, listeners]);
  return null;
});

function mark(element: HTMLElement, attribute: string, isSet: boolean): () => void {
  element.setAttribute(attribute, String(isSet));
  return () => element.removeAttribute(attribute);
}
