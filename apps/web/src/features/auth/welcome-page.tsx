import type { SignedIn } from '@bellhop/protocol';
import { RefusedError } from '@bellhop/react';
import { Button, Stack } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { session } from '../../session.js';
import { Field, required, useForm } from '../../ui/form.js';
import { FormProblem } from '../../ui/form-problem.js';
import { usePageTitle } from '../../ui/page-title.js';
import { useFormRequest } from '../../ui/use-form-request.js';
import { AuthPage } from './auth-page.js';
import { LinkMissing, LinkRefused } from './link-problem.js';
import { forgetLinkToken, useLinkToken } from './link-token.js';
import { PasswordField } from './password-field.js';
import { SignedInAlready } from './signed-in-already.js';

/** The target of a sign-up link. */
export function WelcomePage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('titleWelcome'));
  const token = useLinkToken();
  return token === undefined ? <LinkMissing /> : <Confirm key={token} token={token} />;
}

function Confirm({ token }: { token: string }) {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: required(t('enterChosenPassword')) },
  });
  const confirm = useFormRequest({
    form,
    send: async ({ password }) => {
      if (session.token !== undefined) await session.signOut();
      return request<SignedIn>('POST', '/auth/sign-up/confirm', { body: { token, password } });
    },
    onDone: async (signedIn) => {
      session.adopt(signedIn);
      await navigate({ to: '/app', replace: true });
      forgetLinkToken();
    },
  });

  const { problem } = confirm;
  if (problem instanceof RefusedError && problem.problem.code === 'invalid_link') {
    return (
      <LinkRefused error={problem} advice={t('link.signInOrUp')} onRetry={confirm.reset}>
        <Button component={Link} to="/sign-up">
          {t('signUpAgain')}
        </Button>
      </LinkRefused>
    );
  }
  return (
    <AuthPage title={t('welcomeToBellhop')} text={t('lastStep')}>
      <form onSubmit={confirm.submit} noValidate>
        <Stack gap="md">
          <SignedInAlready />
          <FormProblem error={problem} />
          <Field form={form} name="password">
            {(input) => <PasswordField size="md" autoFocus {...input} />}
          </Field>
          <Button type="submit" size="md" loading={confirm.isPending || confirm.isSuccess}>
            {t('confirmAndStart')}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
