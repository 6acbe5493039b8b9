import { Controller } from '@nestjs/common';
import { Roles } from '../../platform/access/access.decorators.js';
import { ResourceRoutes } from '../../platform/resources/resource-routes.js';
import { BookingsService } from './bookings.service.js';
import { FINANCE_ROLES } from './finance.events.js';
import { revenueResource } from './finance.resources.js';

@Controller('finance/revenues')
@Roles(...FINANCE_ROLES)
@ResourceRoutes(revenueResource)
export class RevenuesController {
  readonly rows = this.bookings.revenues;

  constructor(private readonly bookings: BookingsService) {}
}
