import { onboardingFields } from '@bellhop/hotel';
import { createBody } from '../http/request-fields.js';

export class UpdateOnboardingDto extends createBody({ state: onboardingFields.state }) {}
