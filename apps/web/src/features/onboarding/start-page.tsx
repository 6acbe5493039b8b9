import type { Onboarding } from '@bellhop/hotel';
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { PageHeader } from '../../ui/page-header.js';
import { usePageTitle } from '../../ui/page-title.js';
import { FailedPanel } from '../../ui/state-panel.js';
import { useProperties } from '../properties/use-properties.js';
import { FirstProperty } from './first-property.js';
import { InvitePeople } from '../users/invite-people.js';
import { SampleStep } from './sample-step.js';
import { StepPanel } from './step-panel.js';
import { useOnboarding, useOnboardingChanges, useSteps } from './use-onboarding.js';

/** The first steps of a new organisation, for its owners. */
export function StartPage() {
  const { role } = useUser();
  const { data, error, refetch } = useOnboarding();
  const { t } = useTranslation('onboarding');
  usePageTitle(t('title'));
  if (role !== 'owner') return <Navigate to="/app" replace />;
  if (data) return <Steps onboarding={data} />;
  return error ? <FailedPanel error={error} onRetry={() => void refetch()} /> : <Skeleton h={320} aria-hidden />;
}

function Steps({ onboarding }: { onboarding: Onboarding }) {
  const { t } = useTranslation('onboarding');
  const { name } = useUser();
  const { properties } = useProperties();
  const { setState } = useOnboardingChanges();
  const navigate = useNavigate();
  const done = useSteps(onboarding);
  const all = done?.size === 3;
  if (!done) return <Skeleton h={320} aria-hidden />;

  const leave = async () => {
    await setState.mutateAsync(all ? 'done' : 'skipped');
    await navigate({ to: '/app' });
  };
  return (
    <Stack maw={720} mx="auto" gap="lg">
      <PageHeader title={t('welcome', { name })} subtitle={t('subtitle')} />
      <StepPanel number={1} title={t('property.title')} isDone={done.has('property')}>
        {done.has('property') ? (
          <Text size="sm">{t('property.added', { name: properties.map((property) => property.name) })}</Text>
        ) : (
          <>
            <Text size="sm" c="dimmed" mb="md">
              {t('property.text')}
            </Text>
            <FirstProperty />
          </>
        )}
      </StepPanel>
      <StepPanel number={2} title={t('people.title')} isDone={done.has('people')}>
        <Text size="sm" c="dimmed" mb="md">
          {t('people.text')}
        </Text>
        <InvitePeople />
      </StepPanel>
      <StepPanel number={3} title={t('sample.title')} isDone={done.has('sample')}>
        <SampleStep sampleRows={onboarding.sampleRows} />
      </StepPanel>
      <Group justify="flex-end">
        <Button variant={all ? 'filled' : 'subtle'} loading={setState.isPending} onClick={() => void leave()}>
          {all ? t('finish') : t('skip')}
        </Button>
      </Group>
    </Stack>
  );
}
