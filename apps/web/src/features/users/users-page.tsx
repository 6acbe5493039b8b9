import type { User, UsersSummary, UserStatus } from '@bellhop/hotel';
import { rowAfter, useLiveAggregate, useRowMutations } from '@bellhop/react';
import { Button, Paper, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { formatNumber } from '../../language/numbers.js';
import { useUser } from '../../session.js';
import { notifyError } from '../../ui/notify-error.js';
import ConfirmDeletion from '../../ui/confirm-deletion.js';
import { loadedComponent } from '../../ui/loaded-component.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { usePhone } from '../../ui/use-phone.js';
import { useProperties } from '../properties/use-properties.js';
import { users, usersSummary } from '../../people/live.js';
import { UserList } from './user-list.js';

const InvitePeopleDialog = loadedComponent(() => import('./invite-people-dialog.js'));
const UserForm = loadedComponent(() => import('./user-form.js'));

const EVERYBODY = 'all';

export function UsersPage() {
  const { t } = useTranslation(['users', 'app', 'onboarding', 'rows']);
  const title = t('app:page.users');
  usePageTitle(title);
  const { status } = useSearch({ from: '/app/users' });
  const navigate = useNavigate({ from: '/app/users' });
  const { selected, propertyId } = useProperties();
  const summary = useLiveAggregate(usersSummary, { propertyId }).data;
  const { role, orgName } = useUser();
  const phone = usePhone();
  const [form, setForm] = useState<{ user?: User }>();
  const [isInvitingSeveral, setInvitingSeveral] = useState(false);
  const [withdrawing, setWithdrawing] = useState<User>();
  const [disabling, setDisabling] = useState<User>();
  const { update } = useRowMutations(users);
  const inviteAgain = useMutation({
    mutationFn: ({ userId }: User) => request<User>('POST', `/users/${userId}/invitation`),
    onSuccess: (_, { email }) => tell(t('invitationSent'), t('invitationSentTo', { email })),
    onError: (error) => notifyError(t('invitationNotSent'), error),
  });

  const choose = (choice: string) =>
    void navigate({
      search: ({ status: _, ...rest }) => ({
        ...rest,
        ...(choice !== EVERYBODY && { status: choice as UserStatus }),
      }),
    });
  const { mutate: sendAgain } = inviteAgain;
  const { mutate: change } = update;
  // The same while the page shows a form: no row is rendered again for that.
  const actions = useMemo(
    () => ({
      edit: (user: User) => setForm({ user }),
      inviteAgain: (user: User) => sendAgain(user),
      withdraw: setWithdrawing,
      disable: setDisabling,
      enable: (row: User) =>
        change({ row, body: { disabled: false } }, { onError: (error) => notifyError(t('notEnabled'), error) }),
    }),
    [sendAgain, change, t],
  );

  return (
    <>
      <PageHeader
        title={title}
        subtitle={selected ? t('withAccessTo', { name: selected.name }) : t('everybodyAt', { group: orgName })}
      >
        {role === 'owner' && (
          <>
            <Button variant="default" fullWidth={phone} onClick={() => setInvitingSeveral(true)}>
              {t('onboarding:people.inviteSeveral')}
            </Button>
            <Button
              data-shortcut="new"
              fullWidth={phone}
              leftSection={<IconUserPlus size={17} aria-hidden />}
              onClick={() => setForm({})}
            >
              {t('invite')}
            </Button>
          </>
        )}
      </PageHeader>
      <Paper p={{ base: 'md', sm: 'lg' }} variant="surface">
        <SegmentedControl
          aria-label={t('statusLabel')}
          mb="sm"
          fullWidth={phone}
          value={status ?? EVERYBODY}
          onChange={choose}
          data={choicesOf(t, summary, phone)}
        />
        <UserList status={status} actions={actions} />
      </Paper>
      {isInvitingSeveral && <InvitePeopleDialog onClose={() => setInvitingSeveral(false)} />}
      {form && <UserForm user={form.user} nameOnly={role !== 'owner'} onClose={() => setForm(undefined)} />}
      {withdrawing && <WithdrawInvitation user={withdrawing} onClose={() => setWithdrawing(undefined)} />}
      {disabling && <DisableUser user={disabling} onClose={() => setDisabling(undefined)} />}
    </>
  );
}

function choicesOf(t: TFunction<['users', 'rows']>, summary: UsersSummary | undefined, phone: boolean) {
  const counted = (label: string, count: number | undefined) =>
    count === undefined || phone ? label : `${label} ${formatNumber(count)}`;
  const total = summary && Object.values(summary.byStatus).reduce((sum, count) => sum + count, 0);
  return [
    { value: EVERYBODY, label: counted(t('all'), total) },
    ...(['active', 'invited', 'disabled'] as const).map((value) => ({
      value,
      label: counted(t(`rows:user.value.status.${value}`), summary?.byStatus[value]),
    })),
  ];
}

function WithdrawInvitation({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('users');
  const { remove } = useRowMutations(users);
  const row = rowAfter(remove.error, user);
  return (
    <ConfirmDeletion
      title={t('withdrawTitle')}
      text={t('withdrawText', { email: row.email, name: row.name })}
      action={t('withdraw')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(row, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function DisableUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation('users');
  const { update } = useRowMutations(users);
  const row = rowAfter(update.error, user);
  return (
    <ConfirmDeletion
      title={t('disableTitle', { name: row.name })}
      text={t('disableText')}
      action={t('disable')}
      busy={update.isPending}
      error={update.error}
      onConfirm={() => update.mutate({ row, body: { disabled: true } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

const tell = (title: string, message: string) =>
  notifications.show({ title, message, role: 'status', withCloseButton: true });
