import { KeyboardCode, type KeyboardCoordinateGetter } from '@dnd-kit/core';

const STEPS: Readonly<Record<string, number>> = { [KeyboardCode.Left]: -1, [KeyboardCode.Right]: 1 };

/** How far from the edge of a column a card hovers, in pixels. */
const INSET = 12;

/** An arrow key carries a card to the column beside; at the edge of the board it stays. */
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
