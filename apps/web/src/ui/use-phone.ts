import { useMediaQuery } from '@mantine/hooks';

/** Whether the screen is narrower than Mantine's `sm`. Paper, which is, shows what a desk shows. */
export function usePhone(): boolean {
  return useMediaQuery('screen and (max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) ?? false;
}
