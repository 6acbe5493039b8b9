import { Controller, Delete, HttpCode, Param } from '@nestjs/common';
import { Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { RespondsWith, Problems } from '../../platform/openapi/responses.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { ResourceRoutes } from '../../platform/resources/resource-routes.js';
import { PropertiesService } from './properties.service.js';
import { propertyResource } from './properties.resource.js';

@Controller('properties')
@ResourceRoutes(propertyResource, { writers: ['owner'], except: ['remove'] })
export class PropertiesController {
  readonly rows = this.properties.rows;

  constructor(private readonly properties: PropertiesService) {}

  @Delete(':propertyId')
  @Roles('owner')
  @HttpCode(204)
  @RespondsWith('Deletes a property.')
  @Problems('conflict')
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('propertyId', IdPipe) propertyId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.properties.remove(principal, propertyId, expected);
  }
}
