import type { DemoLogin, DemoLogins as Offered } from '@bellhop/hotel';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../api.js';
import { useSession } from '../../session.js';

export interface DemoLoginsProps {
  readonly busy: boolean;
  readonly onChoose: (login: DemoLogin) => void;
}

/** What the server offered this page; undefined before it was asked. */
let known: readonly DemoLogin[] | undefined;

/** Signs in to a demo with one click. Shows nothing on a server without demo data. */
export function DemoLogins({ busy, onChoose }: DemoLoginsProps) {
  const { t } = useTranslation('auth');
  // No query of TanStack Query, which is loaded with the dashboard.
  const [logins, setLogins] = useState(known ?? []);
  const { signedOutBy } = useSession();
  useEffect(() => {
    // After a sign-out the page sends nothing.
    if (known || signedOutBy !== undefined) return;
    const abort = new AbortController();
    request<Offered>('GET', '/demo/logins', { signal: abort.signal }).then(
      (offered) => setLogins((known = offered.logins)),
      // They are a convenience: without them one types.
      () => undefined,
    );
    return () => abort.abort();
  }, [signedOutBy]);
  const orgNames = [...new Set(logins.map(({ orgName }) => orgName))];
  if (orgNames.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed" ta="center">
        {t('demo')}
      </Text>
      {orgNames.map((orgName) => (
        <LoginsOf
          key={orgName}
          orgName={orgName}
          logins={logins.filter((login) => login.orgName === orgName)}
          busy={busy}
          onChoose={onChoose}
        />
      ))}
    </Stack>
  );
}

function LoginsOf({
  orgName,
  logins,
  busy,
  onChoose,
}: DemoLoginsProps & { readonly orgName: string; readonly logins: readonly DemoLogin[] }) {
  const { t } = useTranslation('app');
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Text id={id} size="xs" c="dimmed" mb={4}>
        {orgName}
      </Text>
      <Group gap="xs" justify="center">
        {logins.map((login) => (
          <Button
            key={login.email}
            variant="default"
            size="xs"
            radius="xl"
            px="xs"
            disabled={busy}
            onClick={() => onChoose(login)}
          >
            {t(`role.${login.role}`)}
          </Button>
        ))}
      </Group>
    </div>
  );
}
