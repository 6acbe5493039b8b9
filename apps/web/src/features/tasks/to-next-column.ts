import { KeyboardCode, type KeyboardCoordinateGetter } from '@dnd-kit/core';

const STEPS: Readonly<Record<string, number>> = { [KeyboardCode.Left]: -1, [KeyboardCode.Right]: 1 };

/** Distance of a dragged card from the edge of its column, in pixels. */
const INSET = 12;

/** Moves a dragged card to the next column for an arrow key; at the edge of the board it stays. */
export const toNextColumn: KeyboardCoordinateGetter = (event, { context, currentCoordinates }) => {
  const { over, droppableContainers, droppableRects } = context;
  const step = STEPS[event.code];
  if (step === undefined) return undefined;
  event.preventDefault();
  const columns = droppableContainers
    .getEnabled()
    .flatMap(({ id }) => {
      const rect = droppableRects.get(id);
      return rect ? [{ id, rect }] : [];
    })
    .sort((a, b) => a.rect.left - b.rect.left);
  const next = columns[columns.findIndex(({ id }) => id === over?.id) + step];
  return next && { x: next.rect.left + INSET, y: currentCoordinates.y };
};
