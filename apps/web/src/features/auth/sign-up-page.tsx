import { inputAttributes, userFields } from '@bellhop/hotel';
import { Button, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { checkEmail } from '../../ui/email.js';
import { Field, required, useForm } from '../../ui/form.js';
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
      orgName: required(t('enterGroupName')),
      name: required(t('enterName')),
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
          <Field form={form} name="orgName">
            {(input) => (
              <TextInput
                label={t('hotelGroup')}
                placeholder={t('hotelGroupExample')}
                autoComplete="organization"
                autoFocus
                {...inputAttributes(userFields.name)}
                {...input}
              />
            )}
          </Field>
          <Field form={form} name="name">
            {(input) => (
              <TextInput label={t('yourName')} autoComplete="name" {...inputAttributes(userFields.name)} {...input} />
            )}
          </Field>
          <Field form={form} name="email">
            {(input) => (
              <TextInput
                label={t('email')}
                type="email"
                autoComplete="username"
                {...inputAttributes(userFields.email)}
                {...input}
              />
            )}
          </Field>
          <Field form={form} name="password">
            {(input) => <NewPassword {...input} />}
          </Field>
          <Button type="submit" size="md" mt={4} loading={signUp.isPending}>
            {t('openAccount')}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
