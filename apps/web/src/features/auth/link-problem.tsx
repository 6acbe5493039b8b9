import { RefusedError } from '@bellhop/react';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../ui/form-problem.js';
import { AuthPage, AuthLink } from './auth-page.js';

function ToSignIn() {
  const { t } = useTranslation('auth');
  return <AuthLink to="/app">{t('link.toSignIn')}</AuthLink>;
}

/** Shown without a token: the page was reloaded, or its address typed. */
export function LinkMissing() {
  const { t } = useTranslation('auth');
  return <AuthPage title={t('link.openFromMail')} text={t('link.onlyFromMail')} aside={<ToSignIn />} />;
}

export interface LinkRefusedProps {
  readonly error: Error;
  /** Tells the user how to get a new link. */
  readonly advice: string;
  /** A button for a new link. */
  readonly children?: ReactNode;
  readonly onRetry: () => void;
}

/** Shown for a link that the server rejected or could not check. */
export function LinkRefused({ error, advice, children, onRetry }: LinkRefusedProps) {
  const { t } = useTranslation(['auth', 'ui']);
  const over = error instanceof RefusedError && error.problem.code === 'invalid_link';
  if (!over) {
    return (
      <AuthPage title={t('link.wentWrong')} text={t('link.mayBeValid')} aside={<ToSignIn />}>
        <FormProblem error={error} />
        <Button onClick={onRetry}>{t('ui:tryAgain')}</Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t('link.over')} text={`${t('link.why')} ${advice}`} aside={<ToSignIn />}>
      {children}
    </AuthPage>
  );
}
