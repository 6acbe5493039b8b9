import { useMediaQuery } from '@mantine/hooks';

/** Whether the viewport is narrower than Mantine's `sm`. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) ?? false;
}
