import type { User, UsersSummary, UserStatus } from '@bellhop/hotel';
import { rowAfter, useLiveAggregate, useRowMutations } from '@bellhop/react';
import { Button, Paper, SegmentedControl } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { useUser } from '../../session.js';
import { notifyError } from '../../ui/notify-error.js';
import { ConfirmDeletion } from '../../ui/confirm-deletion.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePhone } from '../../ui/use-phone.js';
import { useProperties } from '../properties/use-properties.js';
import { users, usersSummary } from '../../people/live.js';
import { STATUS_NAMES } from './user-theme.js';
import { UserList } from './user-list.js';

const InvitePeopleDialog = lazy(() => import('./invite-people-dialog.js'));
const UserForm = lazy(() => import('./user-form.js'));

const EVERYBODY = 'all';

export function UsersPage() {
  useDocumentTitle('Users · Bellhop');
  const { status } = useSearch({ from: '/app/users' });
  const navigate = useNavigate({ from: '/app/users' });
  const { selected, propertyId } = useProperties();
  const summary = useLiveAggregate(usersSummary, { propertyId }).data;
  const { role, orgName } = useUser();
  const phone = usePhone();
  const { t } = useTranslation('onboarding');
  const [form, setForm] = useState<{ user?: User }>();
  const [isInvitingSeveral, setInvitingSeveral] = useState(false);
  const [withdrawing, setWithdrawing] = useState<User>();
  const [disabling, setDisabling] = useState<User>();
  const { update } = useRowMutations(users);
  const inviteAgain = useMutation({
    mutationFn: ({ userId }: User) => request<User>('POST', `/users/${userId}/invitation`),
    onSuccess: (_, { email }) => tell('Invitation sent', `To ${email}`),
    onError: (error) => notifyError('The invitation was not sent', error),
  });

  const choose = (choice: string) =>
    void navigate({
      search: ({ status: _, ...rest }) => ({
        ...rest,
        ...(choice !== EVERYBODY && { status: choice as UserStatus }),
      }),
    });
  const actions = {
    edit: (user: User) => setForm({ user }),
    inviteAgain: (user: User) => inviteAgain.mutate(user),
    withdraw: setWithdrawing,
    disable: setDisabling,
    enable: (row: User) =>
      update.mutate(
        { row, body: { disabled: false } },
        { onError: (error) => notifyError('The user was not enabled', error) },
      ),
  };

  return (
    <>
      <PageHeader
        title="Users"
        subtitle={selected ? `Users with access to ${selected.name}` : `Everybody at ${orgName}`}
      >
        {role === 'owner' && (
          <>
            <Button variant="default" fullWidth={phone} onClick={() => setInvitingSeveral(true)}>
              {t('people.inviteSeveral')}
            </Button>
            <Button fullWidth={phone} leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => setForm({})}>
              Invite somebody
            </Button>
          </>
        )}
      </PageHeader>
      <Paper p={{ base: 'md', sm: 'lg' }} bd="1px solid var(--bh-line)" bg="var(--bh-surface)">
        <SegmentedControl
          aria-label="Status"
          mb="sm"
          fullWidth={phone}
          value={status ?? EVERYBODY}
          onChange={choose}
          data={choicesOf(summary, phone)}
        />
        <UserList status={status} actions={actions} />
      </Paper>
      <Suspense>
        {isInvitingSeveral && <InvitePeopleDialog onClose={() => setInvitingSeveral(false)} />}
        {form && <UserForm user={form.user} nameOnly={role !== 'owner'} onClose={() => setForm(undefined)} />}
      </Suspense>
      {withdrawing && <WithdrawInvitation user={withdrawing} onClose={() => setWithdrawing(undefined)} />}
      {disabling && <DisableUser user={disabling} onClose={() => setDisabling(undefined)} />}
    </>
  );
}

function choicesOf(summary: UsersSummary | undefined, phone: boolean) {
  const counted = (label: string, count: number | undefined) =>
    count === undefined || phone ? label : `${label} ${count}`;
  const total = summary && Object.values(summary.byStatus).reduce((sum, count) => sum + count, 0);
  return [
    { value: EVERYBODY, label: counted('All', total) },
    ...(['active', 'invited', 'disabled'] as const).map((value) => ({
      value,
      label: counted(STATUS_NAMES[value], summary?.byStatus[value]),
    })),
  ];
}

function WithdrawInvitation({ user, onClose }: { user: User; onClose: () => void }) {
  const { remove } = useRowMutations(users);
  const row = rowAfter(remove.error, user);
  return (
    <ConfirmDeletion
      title="Withdraw this invitation?"
      text={`The link sent to ${row.email} stops working, and ${row.name} is removed from the list.`}
      action="Withdraw"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(row, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function DisableUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { update } = useRowMutations(users);
  const row = rowAfter(update.error, user);
  return (
    <ConfirmDeletion
      title={`Disable ${row.name}?`}
      text="They are signed out everywhere at once and cannot sign in until you enable them again. Their work is kept."
      action="Disable"
      busy={update.isPending}
      error={update.error}
      onConfirm={() => update.mutate({ row, body: { disabled: true } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

const tell = (title: string, message: string) =>
  notifications.show({ title, message, role: 'status', withCloseButton: true });
