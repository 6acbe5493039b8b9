import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import type { Page, Property } from '@bellhop/contracts';
import { SnapshotCursor } from '@bellhop/realtime';
import { Roles } from '../../platform/auth/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/auth/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageQuery } from '../../platform/http/paging.js';
import { ChangePropertyDto, CreatePropertyDto } from './dto/property.dto.js';
import { PropertiesService } from './properties.service.js';

@Controller('properties')
export class PropertiesController {
  constructor(private readonly properties: PropertiesService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery): Promise<Page<Property>> {
    return this.properties.list(principal, query);
  }

  @Get(':propertyId')
  @UseInterceptors(SnapshotCursor)
  get(@CurrentPrincipal() principal: Principal, @Param('propertyId', IdPipe) propertyId: string): Promise<Property> {
    return this.properties.get(principal, propertyId);
  }

  @Post()
  @Roles('owner')
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreatePropertyDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Property>> {
    return this.properties.create(principal, input, command);
  }

  @Patch(':propertyId')
  @Roles('owner')
  change(
    @CurrentPrincipal() principal: Principal,
    @Param('propertyId', IdPipe) propertyId: string,
    @Body() input: ChangePropertyDto,
    @IfMatch() expected: number | undefined,
  ): Promise<Property> {
    return this.properties.change(principal, propertyId, input, expected);
  }

  @Delete(':propertyId')
  @Roles('owner')
  @HttpCode(204)
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('propertyId', IdPipe) propertyId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.properties.remove(principal, propertyId, expected);
  }
}
