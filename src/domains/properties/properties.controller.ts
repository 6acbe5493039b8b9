import { Body, Controller, Delete, HttpCode, Param, Patch } from '@nestjs/common';
import { type Property, propertySchema } from '@bellhop/hotel';
import { CheckedAtCommit, Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { RespondsWith, Problems } from '../../platform/openapi/responses.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { ResourceRoutes } from '../../platform/resources/resource-routes.js';
import { UpdatePropertyDto } from './properties.dto.js';
import { PropertiesService } from './properties.service.js';
import { propertyResource } from './properties.resource.js';

@Controller('properties')
@ResourceRoutes(propertyResource, { writers: ['owner'], except: ['update', 'remove', 'restore'] })
export class PropertiesController {
  readonly rows = this.properties.rows;

  constructor(private readonly properties: PropertiesService) {}

  @Patch(':propertyId')
  @CheckedAtCommit()
  @Roles('owner')
  @RespondsWith('Updates a property, archives it or brings it back.', { name: 'Property', schema: propertySchema })
  update(
    @CurrentPrincipal() principal: Principal,
    @Param('propertyId', IdPipe) propertyId: string,
    @Body() input: UpdatePropertyDto,
    @IfMatch() expected: number | undefined,
  ): Promise<Property> {
    return this.properties.update(principal, propertyId, input, expected);
  }

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
