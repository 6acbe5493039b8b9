import { Anchor, Box, Paper, Stack, Text, Title } from '@mantine/core';
import { type MouseEvent, type ReactNode, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { BellMark, Wordmark } from '../../ui/brand.js';
import classes from './auth.module.css';
import { LanguageChoice } from './language-choice.js';
import { OpenPath } from './open-path.js';

export interface AuthPageProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly children?: ReactNode;
  /** Shown below the card: a link to another page. */
  readonly aside?: ReactNode;
}

/** The layout of all pages that need no sign-in. */
export function AuthPage({ title, text, children, aside }: AuthPageProps) {
  const { t } = useTranslation('auth');
  return (
    <div className={classes.page}>
      <Box className={classes.brand} component="header">
        <Wordmark size={30} />
        <Text className={classes.promise}>{t('promise')}</Text>
        <div className={classes.bell} aria-hidden>
          <BellMark size={420} />
        </div>
      </Box>
      <main className={classes.main}>
        <Paper className={classes.card} shadow="sm">
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              <Text c="dimmed" size="sm" mt={4} component="div">
                {text}
              </Text>
            </div>
            {children}
          </Stack>
        </Paper>
        {aside && (
          <Text size="sm" ta="center" c="dimmed">
            {aside}
          </Text>
        )}
        <LanguageChoice />
      </main>
    </div>
  );
}

export function AuthLink({ to, children }: { to: '/app' | '/sign-up' | '/reset-password'; children: ReactNode }) {
  const open = useContext(OpenPath);
  const follow = (event: MouseEvent) => {
    // Any other click is the browser's: a new tab, a download.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(to);
  };
  return (
    <Anchor href={to} onClick={follow} size="sm" fw={600}>
      {children}
    </Anchor>
  );
}
