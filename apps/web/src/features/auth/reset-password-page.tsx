import { RefusedError } from '@bellhop/react';
import { Button, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { checkEmail } from '../../ui/email.js';
import { Field, useForm } from '../../ui/form.js';
import { FormProblem } from '../../ui/form-problem.js';
import { usePageTitle } from '../../ui/page-title.js';
import { useFormRequest } from '../../ui/use-form-request.js';
import { AuthPage, AuthLink } from './auth-page.js';
import { LinkRefused } from './link-problem.js';
import { forgetLinkToken, useLinkToken } from './link-token.js';
import { MailSent } from './mail-sent.js';
import { checkNewPassword, NewPassword } from './new-password.js';

/** Requests a link to choose a password; with the token of that link, sets the new one. */
export function ResetPasswordPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('titleChoosePassword'));
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  if (isDone) {
    return (
      <AuthPage title={t('passwordChanged')} text={t('signInWithNew')}>
        <Button component={Link} to="/app" size="md">
          {t('link.toSignIn')}
        </Button>
      </AuthPage>
    );
  }
  if (token === undefined) return <AskForLink />;
  return (
    <ChoosePassword
      key={token}
      token={token}
      onDone={() => {
        setDone(true);
        forgetLinkToken();
      }}
    />
  );
}

function ToSignIn() {
  const { t } = useTranslation('auth');
  return (
    <>
      {t('rememberIt')} <AuthLink to="/app">{t('signIn')}</AuthLink>
    </>
  );
}

function AskForLink() {
  const { t } = useTranslation('auth');
  const form = useForm({ initialValues: { email: '' }, validate: { email: checkEmail } });
  const ask = useFormRequest({
    form,
    send: ({ email }) => request<void>('POST', '/auth/password-reset', { body: { email: email.trim() } }),
  });
  if (ask.sent && ask.isSuccess) {
    return <MailSent email={ask.sent.email} text={t('resetMail')} aside={<ToSignIn />} onAgain={ask.reset} />;
  }
  return (
    <AuthPage title={t('forgotTitle')} text={t('forgotText')} aside={<ToSignIn />}>
      <form onSubmit={ask.submit} noValidate>
        <Stack gap="md">
          <FormProblem error={ask.problem} />
          <Field form={form} name="email">
            {(input) => (
              <TextInput label={t('email')} type="email" size="md" autoComplete="username" autoFocus {...input} />
            )}
          </Field>
          <Button type="submit" size="md" loading={ask.isPending}>
            {t('sendLink')}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}

function ChoosePassword({ token, onDone }: { token: string; onDone: () => void }) {
  const { t } = useTranslation('auth');
  const form = useForm({ initialValues: { newPassword: '' }, validate: { newPassword: checkNewPassword } });
  const choose = useFormRequest({
    form,
    send: ({ newPassword }) => request<void>('POST', '/auth/password-reset/confirm', { body: { token, newPassword } }),
    onDone,
  });
  const { problem } = choose;
  if (problem instanceof RefusedError && problem.problem.code === 'invalid_link') {
    return (
      <LinkRefused error={problem} advice={t('link.requestNew')} onRetry={choose.reset}>
        <Button onClick={forgetLinkToken}>{t('sendNewLink')}</Button>
      </LinkRefused>
    );
  }
  return (
    <AuthPage title={t('chooseNewPassword')} text={t('replacesOld')}>
      <form onSubmit={choose.submit} noValidate>
        <Stack gap="md">
          <FormProblem error={problem} />
          <Field form={form} name="newPassword">
            {(input) => <NewPassword label={t('newPassword')} size="md" autoFocus {...input} />}
          </Field>
          <Button type="submit" size="md" loading={choose.isPending}>
            {t('changePassword')}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
