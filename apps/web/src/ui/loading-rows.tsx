import { Skeleton, Stack } from '@mantine/core';

const WIDTHS = [92, 86, 96, 84, 90];

/** Stands for the rows of a list that is still loading. `height`: of a row, in pixels. */
export function LoadingRows({ height = 36 }: { height?: number }) {
  return (
    <Stack gap="sm" aria-hidden>
      {WIDTHS.map((width) => (
        <Skeleton key={width} h={height} w={`${width}%`} />
      ))}
    </Stack>
  );
}
