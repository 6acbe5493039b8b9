import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDevices, IconLock, IconLogout } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { session, useUser } from '../session.js';
import { initialsOf } from '../ui/initials.js';
import { usePhone } from '../ui/use-phone.js';
import { ColourSchemeItems } from './colour-scheme.js';
import classes from './shell.module.css';

const ChangePassword = lazy(() => import('../features/account/change-password.js'));

const ROLE_NAMES = { owner: 'Owner', manager: 'Manager', staff: 'Staff' } as const;

export function UserMenu() {
  const { name, email, role, orgName } = useUser();
  const phone = usePhone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  const [isChangingPassword, setChangingPassword] = useState(false);

  return (
    <>
      <Menu width={240}>
        <Menu.Target>
          <UnstyledButton aria-label={`Account of ${name}`} style={{ borderRadius: '50%' }}>
            <Avatar color="livery" variant="light" size={36} radius="xl" aria-hidden>
              {/* Drawn by CSS: visible text would have to be part of the button’s accessible name. */}
              <span className={classes.initials} data-initials={initialsOf(name)} />
            </Avatar>
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
            component={Link}
            to="/app/devices"
            search={true}
            leftSection={<IconDevices size={17} stroke={1.7} aria-hidden />}
          >
            Your devices
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLock size={17} stroke={1.7} aria-hidden />}
            onClick={() => setChangingPassword(true)}
          >
            Change password
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconLogout size={17} stroke={1.7} aria-hidden />}
            onClick={() => void session.signOut()}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{isChangingPassword && <ChangePassword onClose={() => setChangingPassword(false)} />}</Suspense>
    </>
  );
}
