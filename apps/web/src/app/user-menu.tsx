import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { request } from '../api.js';
import { session, useUser } from '../session.js';
import { usePhone } from '../ui/use-phone.js';
import { ColourSchemeItems } from './colour-scheme.js';

const ROLE_NAMES = { owner: 'Owner', manager: 'Manager', staff: 'Staff' } as const;

export function UserMenu() {
  const { name, email, role, orgName } = useUser();
  const phone = usePhone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useMutation({
    mutationFn: () => request<void>('POST', '/auth/logout'),
    // Whether or not the server could be told, this browser is signed out.
    onSettled: () => session.signOut(),
  });

  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${name}`} style={{ borderRadius: '50%' }}>
          <Avatar name={name} color="livery" variant="light" size={36} radius="xl" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {email}
          </Text>
          <Text size="xs" c="dimmed" mt={4}>
            {ROLE_NAMES[role]} · {orgName}
          </Text>
        </div>
        <Menu.Divider />
        {phone && (
          <>
            <ColourSchemeItems current={colorScheme} onChoose={setColorScheme} />
            <Menu.Divider />
          </>
        )}
        <Menu.Item
          leftSection={<IconLogout size={17} stroke={1.7} aria-hidden />}
          disabled={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
