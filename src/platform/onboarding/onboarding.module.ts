import { Global, Module } from '@nestjs/common';
import { OnboardingController } from './onboarding.controller.js';
import { OnboardingService } from './onboarding.service.js';
import { SampleData } from './sample-data.js';
import { SampleMarks } from './sample-marks.js';
import { SampleSources } from './sample-sources.js';

/** Global for the registry that domains add their sample rows to. */
@Global()
@Module({
  controllers: [OnboardingController],
  providers: [OnboardingService, SampleData, SampleMarks, SampleSources],
  exports: [SampleSources],
})
export class OnboardingModule {}
