import { useMediaQuery } from '@mantine/hooks';

/** Narrower than Mantine's `sm`. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) ?? false;
}
