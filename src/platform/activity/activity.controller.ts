import { type ActivityEntry, activityEntrySchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { Controller, Get, Query } from '@nestjs/common';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { Problems, RespondsWithPage } from '../openapi/responses.js';
import { ActivityTrail } from './activity-trail.js';
import { ActivityQuery } from './activity.query.js';

/** How rows have changed (DOMAINS.md, "Activity"). */
@Controller('activity')
export class ActivityController {
  constructor(private readonly trail: ActivityTrail) {}

  @Get()
  @RespondsWithPage('Lists changes of rows that the user may see, newest first.', {
    name: 'ActivityEntry',
    schema: activityEntrySchema,
  })
  @Problems('not_found')
  list(@CurrentPrincipal() principal: Principal, @Query() query: ActivityQuery): Promise<Page<ActivityEntry>> {
    return this.trail.list(principal, query);
  }
}
