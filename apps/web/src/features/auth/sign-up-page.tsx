import { inputAttributes, userFields } from '@bellhop/hotel';
import { Button, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { checkEmail } from '../../ui/email.js';
import { FormProblem } from '../../ui/form-problem.js';
import { usePageTitle } from '../../ui/page-title.js';
import { useFormRequest } from '../../ui/use-form-request.js';
import { AuthPage, AuthLink } from './auth-page.js';
import { MailSent } from './mail-sent.js';
import { checkNewPassword, NewPassword } from './new-password.js';

/** The sign-up of a new hotel group. */
export function SignUpPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('titleSignUp'));
  const form = useForm({
    initialValues: { orgName: '', name: '', email: '', password: '' },
    validate: {
      orgName: isNotEmpty(t('enterGroupName')),
      name: isNotEmpty(t('enterName')),
      email: checkEmail,
      password: checkNewPassword,
    },
  });
  const signUp = useFormRequest({
    form,
    send: ({ orgName, name, email, password }) =>
      request<void>('POST', '/auth/sign-up', {
        body: { orgName: orgName.trim(), name: name.trim(), email: email.trim(), password },
      }),
  });

  const toSignIn = (
    <>
      {t('haveAccount')} <AuthLink to="/app">{t('signIn')}</AuthLink>
    </>
  );
  if (signUp.sent && signUp.isSuccess) {
    return <MailSent email={signUp.sent.email} text={t('confirmAddress')} aside={toSignIn} onAgain={signUp.reset} />;
  }
  return (
    <AuthPage title={t('openAnAccount')} text={t('youWillBeOwner')} aside={toSignIn}>
      <form onSubmit={signUp.submit} noValidate>
        <Stack gap="md">
          <FormProblem error={signUp.problem} />
          <TextInput
            label={t('hotelGroup')}
            placeholder={t('hotelGroupExample')}
            autoComplete="organization"
            autoFocus
            {...inputAttributes(userFields.name)}
            {...form.getInputProps('orgName')}
          />
          <TextInput
            label={t('yourName')}
            autoComplete="name"
            {...inputAttributes(userFields.name)}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            {...inputAttributes(userFields.email)}
            {...form.getInputProps('email')}
          />
          <NewPassword {...form.getInputProps('password')} />
          <Button type="submit" size="md" mt={4} loading={signUp.isPending}>
            {t('openAccount')}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
