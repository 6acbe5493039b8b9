import { Avatar, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconDevices, IconKeyboard, IconLanguage, IconLock, IconLogout } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../session.js';
import { useSignOut } from '../features/unsaved/use-sign-out.js';
import { initialsOf } from '../people/initials.js';
import { loadedComponent } from '../ui/loaded-component.js';
import { MenuButton } from '../ui/menu-button.js';
import { usePhone } from '../ui/use-phone.js';
import { ColourSchemeItems } from './colour-scheme.js';
import classes from './shell.module.css';

const ChangePassword = loadedComponent(() => import('../features/account/change-password.js'));
const ChooseLanguage = loadedComponent(() => import('../features/account/choose-language.js'));

export function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { name, email, role, orgName } = useUser();
  const { t } = useTranslation('app');
  const phone = usePhone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();

  const { signOut, question } = useSignOut();
  const [isChangingPassword, setChangingPassword] = useState(false);
  const [isChoosingLanguage, setChoosingLanguage] = useState(false);

  return (
    <>
      <MenuButton
        width={240}
        button={
          <UnstyledButton aria-label={t('account.of', { name })} style={{ borderRadius: '50%' }}>
            <Avatar color="livery" variant="light" size={36} radius="xl" aria-hidden>
              {/* Drawn by CSS: visible text would have to be part of the button’s accessible name. */}
              <span className={classes.initials} data-initials={initialsOf(name)} />
            </Avatar>
          </UnstyledButton>
        }
      >
        {(Menu) => (
          <>
            <div style={{ padding: '8px 12px' }}>
              <Text fw={600} truncate>
                <bdi>{name}</bdi>
              </Text>
              <Text size="xs" c="dimmed" truncate>
                <bdi>{email}</bdi>
              </Text>
              <Text size="xs" c="dimmed" mt={4}>
                {t(`role.${role}`)} · <bdi>{orgName}</bdi>
              </Text>
            </div>
            <Menu.Divider />
            {phone && (
              <>
                <ColourSchemeItems menu={Menu} current={colorScheme} onChoose={setColorScheme} />
                <Menu.Divider />
              </>
            )}
            <Menu.Item
              component={Link}
              to="/app/devices"
              search={true}
              leftSection={<IconDevices size={17} stroke={1.7} aria-hidden />}
            >
              {t('account.devices')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLock size={17} stroke={1.7} aria-hidden />}
              onClick={() => setChangingPassword(true)}
            >
              {t('account.changePassword')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLanguage size={17} stroke={1.7} aria-hidden />}
              onClick={() => setChoosingLanguage(true)}
            >
              {t('account.language')}
            </Menu.Item>
            <Menu.Item leftSection={<IconKeyboard size={17} stroke={1.7} aria-hidden />} onClick={onShortcuts}>
              {t('account.shortcuts')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={17} stroke={1.7} aria-hidden />} onClick={signOut}>
              {t('account.signOut')}
            </Menu.Item>
          </>
        )}
      </MenuButton>
      {question}
      {isChangingPassword && <ChangePassword onClose={() => setChangingPassword(false)} />}
      {isChoosingLanguage && <ChooseLanguage onClose={() => setChoosingLanguage(false)} />}
    </>
  );
}
