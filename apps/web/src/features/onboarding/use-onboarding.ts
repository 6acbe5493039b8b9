import type { Onboarding, OnboardingState, SampleRemoval } from '@bellhop/hotel';
import { useLiveAggregate } from '@bellhop/react';
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { request } from '../../api.js';
import { i18n } from '../../language/messages.js';
import { useUser } from '../../session.js';
import { notifyError } from '../../ui/notify-error.js';
import { tasksSummary } from '../tasks/live.js';
import { useProperties } from '../properties/use-properties.js';
import { usersSummary } from '../../people/live.js';

const KEY = ['onboarding'];
const EVERYWHERE = { propertyId: undefined };

/** How far the organisation's first steps have come. Only owners may know. */
export function useOnboarding(): UseQueryResult<Onboarding> {
  const { role } = useUser();
  return useQuery({
    queryKey: KEY,
    queryFn: () => request<Onboarding>('GET', '/onboarding'),
    staleTime: Infinity,
    enabled: role === 'owner',
  });
}

export type Step = 'property' | 'people' | 'sample';

/** The steps that are done, by what is there. Needs the rows of the pages, so only while steps are left. */
export function useSteps(onboarding: Onboarding): ReadonlySet<Step> | undefined {
  const { byId, isPending } = useProperties();
  const users = useLiveAggregate(usersSummary, EVERYWHERE).data;
  const tasks = useLiveAggregate(tasksSummary, EVERYWHERE).data;
  if (isPending || !users || !tasks) return undefined;
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  return new Set<Step>([
    ...(byId.size > 0 ? (['property'] as const) : []),
    ...(sum(users.byStatus) > 1 ? (['people'] as const) : []),
    ...(onboarding.sampleRows !== null || sum(tasks.byStatus) > 0 ? (['sample'] as const) : []),
  ]);
}

/** Changes of the first steps. */
export function useOnboardingChanges() {
  const client = useQueryClient();
  const keep = (onboarding: Onboarding) => client.setQueryData(KEY, onboarding);
  const setState = useMutation({
    mutationFn: (state: OnboardingState) => request<Onboarding>('PATCH', '/onboarding', { body: { state } }),
    onSuccess: keep,
    onError: (error) => notifyError(i18n.t('onboarding:stateFailed'), error),
  });
  const addSample = useMutation({
    mutationFn: () => request<Onboarding>('POST', '/onboarding/sample-data'),
    onSuccess: keep,
    onError: (error) => notifyError(i18n.t('onboarding:sample.addFailed'), error),
  });
  const removeSample = useMutation({
    mutationFn: () => request<SampleRemoval>('DELETE', '/onboarding/sample-data'),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
    onError: (error) => notifyError(i18n.t('onboarding:sample.removeFailed'), error),
  });
  return { setState, addSample, removeSample };
}
