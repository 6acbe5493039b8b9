import type { Onboarding } from '@bellhop/hotel';
import { Button, Group, Paper, Progress, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Step, useOnboarding, useOnboardingChanges, useSteps } from './use-onboarding.js';

const STEPS: readonly Step[] = ['property', 'people', 'sample'];

/** Reminds owners of the steps that are left, above every page, until they are done or hidden for good. */
export default function Checklist() {
  const onboarding = useOnboarding().data;
  const path = useLocation({ select: ({ pathname }) => pathname });
  if (!onboarding || onboarding.state === 'done' || path === '/app/start') return null;
  return <Remaining onboarding={onboarding} />;
}

function Remaining({ onboarding }: { onboarding: Onboarding }) {
  const { t } = useTranslation('onboarding');
  const { setState } = useOnboardingChanges();
  const done = useSteps(onboarding);
  if (!done) return null;
  const next = STEPS.find((step) => !done.has(step));
  return (
    <Paper
      component="aside"
      className="bh-screen"
      aria-label={t('checklist.label')}
      px="md"
      py="xs"
      mb="lg"
      variant="surface"
    >
      <Group gap="xs 16px">
        <Progress
          value={(done.size / STEPS.length) * 100}
          w={90}
          aria-label={t('stepCount', { done: done.size, total: STEPS.length })}
        />
        <Text size="sm" flex={1} miw={180}>
          {next ? t('checklist.next', { step: t(`${next}.title`) }) : t('checklist.allDone')}
        </Text>
        <Group gap="xs">
          {next && (
            <Button size="xs" variant="light" component={Link} to="/app/start">
              {t('checklist.continue')}
            </Button>
          )}
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            loading={setState.isPending}
            onClick={() => setState.mutate('done')}
          >
            {t('checklist.hide')}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}
