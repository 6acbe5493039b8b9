import { Body, Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import { type Onboarding, onboardingSchema, type SampleRemoval, sampleRemovalSchema } from '@bellhop/hotel';
import { Roles } from '../access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { Problems, RespondsWith } from '../openapi/responses.js';
import { UpdateOnboardingDto } from './onboarding.dto.js';
import { OnboardingService } from './onboarding.service.js';
import { SampleData } from './sample-data.js';

const ONBOARDING = { name: 'Onboarding', schema: onboardingSchema };
const REMOVAL = { name: 'SampleRemoval', schema: sampleRemovalSchema };

@Controller('onboarding')
@Roles('owner')
export class OnboardingController {
  constructor(
    private readonly onboarding: OnboardingService,
    private readonly sampleData: SampleData,
  ) {}

  @Get()
  @RespondsWith('How far the organisation’s first steps have come.', ONBOARDING)
  get(@CurrentPrincipal() principal: Principal): Promise<Onboarding> {
    return this.onboarding.get(principal);
  }

  @Patch()
  @RespondsWith('Skips or ends the first steps, or begins them again.', ONBOARDING)
  update(@CurrentPrincipal() principal: Principal, @Body() { state }: UpdateOnboardingDto): Promise<Onboarding> {
    return this.onboarding.update(principal, state);
  }

  @Post('sample-data')
  @HttpCode(200)
  @RespondsWith('Adds sample tasks and bookings to the first property, unless they are there.', ONBOARDING)
  @Problems('conflict')
  async addSampleData(@CurrentPrincipal() principal: Principal): Promise<Onboarding> {
    await this.sampleData.add(principal);
    return this.onboarding.get(principal);
  }

  @Delete('sample-data')
  @HttpCode(200)
  @RespondsWith('Removes the sample rows that nobody has changed.', REMOVAL)
  removeSampleData(@CurrentPrincipal() principal: Principal): Promise<SampleRemoval> {
    return this.sampleData.remove(principal);
  }
}
