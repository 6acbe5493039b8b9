import { integer, nullable, object, oneOf, type Static } from '@bellhop/protocol';

/** `started`: the first page is shown. `skipped`: a checklist is shown instead. `done`: neither is. */
export const ONBOARDING_STATES = ['started', 'skipped', 'done'] as const;
export type OnboardingState = (typeof ONBOARDING_STATES)[number];

export const onboardingFields = {
  state: oneOf(...ONBOARDING_STATES),
  /** Sample rows that have not been removed, changed ones included; null without sample data. */
  sampleRows: nullable(integer(0)),
} as const;

export const onboardingSchema = object(onboardingFields);

/** How far an organisation's first steps have come. */
export type Onboarding = Static<typeof onboardingSchema>;

/** What became of sample rows: `kept` ones had been changed by somebody. */
export const sampleRemovalSchema = object({ removed: integer(0), kept: integer(0) });
export type SampleRemoval = Static<typeof sampleRemovalSchema>;
