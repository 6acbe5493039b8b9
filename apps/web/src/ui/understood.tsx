import { Anchor } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface UnderstoodProps<T> {
  /** What the text was understood as, or why it was not. */
  readonly children: ReactNode;
  /** What the text would mean elsewhere; clicking one takes it. */
  readonly readings?: readonly T[];
  readonly show: (reading: T) => string;
  readonly onChoose: (reading: T) => void;
}

/** The line under a field that says how its text is understood. */
export function Understood<T>({ children, readings = [], show, onChoose }: UnderstoodProps<T>) {
  const { t } = useTranslation('ui');
  return (
    <>
      {children}
      {readings.length > 0 && ` ${t('didYouMean')}`}
      {readings.map((reading) => (
        <Fragment key={show(reading)}>
          {' '}
          <Anchor component="button" type="button" fz="inherit" onClick={() => onChoose(reading)}>
            {show(reading)}
          </Anchor>
        </Fragment>
      ))}
    </>
  );
}
