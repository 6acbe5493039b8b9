import type { DemoLogin, DemoLogins as Offered, Role } from '@bellhop/hotel';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { request } from '../../api.js';

const ROLE_NAMES: Readonly<Record<Role, string>> = { owner: 'Owner', manager: 'Manager', staff: 'Staff' };

export interface DemoLoginsProps {
  readonly busy: boolean;
  readonly onChoose: (login: DemoLogin) => void;
}

/** Signs in to a demo with one click. Shows nothing on a server without demo data. */
export function DemoLogins({ busy, onChoose }: DemoLoginsProps) {
  // No query of TanStack Query, which is loaded with the dashboard.
  const [logins, setLogins] = useState<readonly DemoLogin[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    request<Offered>('GET', '/demo/logins', { signal: abort.signal }).then(
      (offered) => setLogins(offered.logins),
      // They are a convenience: without them one types.
      () => undefined,
    );
    return () => abort.abort();
  }, []);
  const orgNames = [...new Set(logins.map(({ orgName }) => orgName))];
  if (orgNames.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed" ta="center">
        This is a demo. Look around as
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
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Text id={id} size="xs" c="dimmed" mb={4}>
        {orgName}
      </Text>
      <Group gap="xs" grow>
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
            {ROLE_NAMES[login.role]}
          </Button>
        ))}
      </Group>
    </div>
  );
}
