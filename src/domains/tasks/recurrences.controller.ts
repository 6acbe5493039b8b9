import { Controller } from '@nestjs/common';
import { ResourceRoutes } from '../../platform/resources/resource-routes.js';
import { recurrenceResource } from './recurrences.resource.js';
import { RecurrencesService } from './recurrences.service.js';

/** Deleting a rule ends it; its tasks remain. */
@Controller('tasks/recurrences')
@ResourceRoutes(recurrenceResource)
export class RecurrencesController {
  readonly rows = this.recurrences.rows;

  constructor(private readonly recurrences: RecurrencesService) {}
}
