import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type ApiKey, apiKeySchema, type NewApiKey, newApiKeySchema, type Page } from '@bellhop/protocol';
import { Roles } from '../access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { CurrentOrigin, type RequestOrigin } from '../audit/request-origin.js';
import { CurrentIdempotencyKey, type IdempotencyKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../http/id.pipe.js';
import { PageQuery } from '../http/paging.js';
import { RespondsWith, RespondsWithPage, Problems } from '../openapi/responses.js';
import { ApiKeysService } from './api-keys.service.js';
import { CreateApiKeyDto } from './dto/api-key.dto.js';

const API_KEY = { name: 'ApiKey', schema: apiKeySchema };
const NEW_API_KEY = { name: 'NewApiKey', schema: newApiKeySchema };

/** Keys for other services (PROTOCOL.md, "Publishing"). */
@Controller('v2/realtime/keys')
@Roles('owner')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @RespondsWithPage('Lists the org’s keys, without their secrets.', API_KEY)
  list(@CurrentPrincipal() principal: Principal, @Query() query: PageQuery): Promise<Page<ApiKey>> {
    return this.keys.list(principal, query);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @RespondsWith('Creates a key. It is shown only in this response.', NEW_API_KEY)
  @Problems('conflict')
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateApiKeyDto,
    @CurrentIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @CurrentOrigin() { address }: RequestOrigin,
  ): Promise<NewApiKey> {
    return this.keys.create(principal, input, idempotencyKey, address);
  }

  @Delete(':keyId')
  @HttpCode(204)
  @RespondsWith('Deletes a key. It is rejected from then on.')
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('keyId', IdPipe) keyId: string,
    @CurrentOrigin() { address }: RequestOrigin,
  ): Promise<void> {
    return this.keys.remove(principal, keyId, address);
  }
}
