import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Property, propertySchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { SnapshotCursor } from '@bellhop/realtime';
import { CheckedAtCommit, Roles } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { Answers, AnswersPage, Problems } from '../../platform/openapi/answers.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { PageQuery } from '../../platform/http/paging.js';
import { ChangePropertyDto, CreatePropertyDto } from './dto/property.dto.js';
import { PropertiesService } from './properties.service.js';

const PROPERTY = { name: 'Property', schema: propertySchema };

@Controller('properties')
export class PropertiesController {
  constructor(private readonly properties: PropertiesService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @AnswersPage('The properties the user may see.', PROPERTY)
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery): Promise<Page<Property>> {
    return this.properties.list(principal, query);
  }

  @Get(':propertyId')
  @UseInterceptors(SnapshotCursor)
  @Answers('One property.', PROPERTY)
  get(@CurrentPrincipal() principal: Principal, @Param('propertyId', IdPipe) propertyId: string): Promise<Property> {
    return this.properties.get(principal, propertyId);
  }

  @Post()
  @CheckedAtCommit()
  @Roles('owner')
  @Answers('Creates a property.', PROPERTY)
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreatePropertyDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Property>> {
    return this.properties.create(principal, input, command);
  }

  @Patch(':propertyId')
  @CheckedAtCommit()
  @Roles('owner')
  @Answers('Changes a property.', PROPERTY)
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
  @Answers('Removes a property.')
  @Problems('conflict')
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('propertyId', IdPipe) propertyId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.properties.remove(principal, propertyId, expected);
  }
}
