import { Controller } from '@nestjs/common';
import { Roles } from '../../platform/access/access.decorators.js';
import { ResourceRoutes } from '../../platform/resources/resource-routes.js';
import { BookingsService } from './bookings.service.js';
import { FINANCE_ROLES } from './finance.events.js';
import { expenseResource } from './finance.resources.js';

@Controller('finance/expenses')
@Roles(...FINANCE_ROLES)
@ResourceRoutes(expenseResource)
export class ExpensesController {
  readonly rows = this.bookings.expenses;

  constructor(private readonly bookings: BookingsService) {}
}
