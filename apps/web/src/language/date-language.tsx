import { DatesProvider } from '@mantine/dates';
import { type ReactNode, useMemo } from 'react';
import { firstDayOfWeek, registerDateLocale } from './date-picker-locale.js';
import { useLocale } from './locale.js';

/** Date pickers in the language of the page, with its first day of the week. */
export function DateLanguage({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const settings = useMemo(
    () => ({ locale: registerDateLocale(locale), firstDayOfWeek: firstDayOfWeek(locale) }),
    [locale],
  );
  return <DatesProvider settings={settings}>{children}</DatesProvider>;
}
