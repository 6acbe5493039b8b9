import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { RespondsWith } from '../openapi/responses.js';
import { ClientTelemetry } from './client-telemetry.js';
import { ClientEventsDto } from './dto/client-events.dto.js';

/** 100 events whose details are 200 characters that JSON escapes as twelve. */
const BODY_LIMIT = 262_144;

/** Receives browsers' reports about their connections. */
@Controller('telemetry')
export class ClientTelemetryController {
  constructor(private readonly telemetry: ClientTelemetry) {}

  @Post('client')
  @HttpCode(202)
  @RouteConfig({ bodyLimit: BODY_LIMIT })
  @RespondsWith('Reports the state of a browser’s connection.')
  take(@CurrentPrincipal() { orgId }: Principal, @Body() { events }: ClientEventsDto): { readonly accepted: number } {
    this.telemetry.take(orgId, events);
    return { accepted: events.length };
  }
}
