import type { Onboarding } from '@bellhop/hotel';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useProperties } from '../properties/use-properties.js';
import { useOnboardingChanges } from './use-onboarding.js';

/** Adds sample data, or removes it. */
export function SampleStep({ sampleRows }: Pick<Onboarding, 'sampleRows'>) {
  const { t } = useTranslation('onboarding');
  const { properties } = useProperties();
  const { addSample, removeSample } = useOnboardingChanges();
  const [first] = properties;
  const removal = removeSample.data;

  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {first ? t('sample.text') : t('sample.needsProperty')}
      </Text>
      <div aria-live="polite">
        {sampleRows !== null && first && (
          <Text size="sm">{t('sample.there', { count: sampleRows, property: first.name })}</Text>
        )}
        {sampleRows === null && removal && (
          <Alert color="livery" variant="light" title={t('sample.removed', { count: removal.removed })}>
            {removal.kept > 0 && t('sample.kept', { count: removal.kept })}
          </Alert>
        )}
      </div>
      {first && (
        <Group>
          {sampleRows === null ? (
            <Button variant="default" loading={addSample.isPending} onClick={() => addSample.mutate()}>
              {t('sample.add')}
            </Button>
          ) : (
            <Button variant="default" loading={removeSample.isPending} onClick={() => removeSample.mutate()}>
              {t('sample.remove')}
            </Button>
          )}
          <Button variant="subtle" component={Link} to="/app/finance">
            {t('sample.book')}
          </Button>
          <Button variant="subtle" component={Link} to="/app/tasks">
            {t('sample.task')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
