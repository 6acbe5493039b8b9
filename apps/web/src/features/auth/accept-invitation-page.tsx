import { inputAttributes, userFields } from '@bellhop/hotel';
import type { Invitation, SignedIn } from '@bellhop/protocol';
import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
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
import { checkNewPassword, NewPassword } from './new-password.js';
import { SignedInAlready } from './signed-in-already.js';

/** The target of an invitation link. */
export function AcceptInvitationPage() {
  const { t } = useTranslation('auth');
  usePageTitle(t('titleJoin'));
  const token = useLinkToken();
  return token === undefined ? <LinkMissing /> : <InvitationOf key={token} token={token} />;
}

function InvitationOf({ token }: { token: string }) {
  const { t } = useTranslation('auth');
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => request<Invitation>('POST', '/auth/invitations/look-up', { body: { token }, signal }),
    staleTime: Infinity,
    gcTime: 0,
  });
  if (invitation.isError) {
    return (
      <LinkRefused error={invitation.error} advice={t('link.askInviter')} onRetry={() => void invitation.refetch()} />
    );
  }
  if (invitation.isPending) {
    return (
      <AuthPage title={t('yourInvitation')} text={t('loading')}>
        <Stack gap="md" aria-hidden>
          <Skeleton h={56} />
          <Skeleton h={56} />
          <Skeleton h={42} />
        </Stack>
      </AuthPage>
    );
  }
  return <Accept token={token} invitation={invitation.data} />;
}

function Accept({ token, invitation: { email, name, orgName } }: { token: string; invitation: Invitation }) {
  const { t } = useTranslation('auth');
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name, password: '' },
    validate: { name: required(t('enterName')), password: checkNewPassword },
  });
  const accept = useFormRequest({
    form,
    send: async (values) => {
      if (session.token !== undefined) await session.signOut();
      const body = { token, password: values.password, name: values.name.trim() };
      return request<SignedIn>('POST', '/auth/invitations/accept', { body });
    },
    onDone: async (signedIn) => {
      session.adopt(signedIn);
      await navigate({ to: '/app', replace: true });
      forgetLinkToken();
    },
  });

  return (
    <AuthPage title={t('join', { org: orgName })} text={t('invited')}>
      <form onSubmit={accept.submit} noValidate>
        <Stack gap="md">
          <SignedInAlready />
          <FormProblem error={accept.problem} />
          <TextInput label={t('email')} type="email" value={email} readOnly autoComplete="username" variant="filled" />
          <Field form={form} name="name">
            {(input) => (
              <TextInput label={t('yourName')} autoComplete="name" {...inputAttributes(userFields.name)} {...input} />
            )}
          </Field>
          <Field form={form} name="password">
            {(input) => <NewPassword autoFocus {...input} />}
          </Field>
          <Button type="submit" size="md" mt={4} loading={accept.isPending || accept.isSuccess}>
            {t('join', { org: orgName })}
          </Button>
        </Stack>
      </form>
    </AuthPage>
  );
}
