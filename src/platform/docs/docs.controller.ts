import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/access.decorators.js';
import { RespondsWith } from '../openapi/responses.js';
import { Documents } from './documents.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The page around Swagger UI; the path is the same from the sources and from the build. */
const PAGE = fileURLToPath(new URL('./page', import.meta.url));
const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')));

/** Documentation of the API, for people and programs. Public: it contains no tenant's data. */
@Controller()
@Public()
export class DocsController {
  constructor(private readonly documents: Documents) {}

  @Get('openapi.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-cache')
  @RespondsWith('The API as an OpenAPI 3.1 document.')
  openApi(): Buffer {
    return this.documents.openApiJson;
  }

  @Get('asyncapi.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-cache')
  @RespondsWith('The API’s events as an AsyncAPI 3.0 document.')
  asyncApi(): Buffer {
    return this.documents.asyncApiJson;
  }

  @Get(['docs', 'docs/events'])
  @RespondsWith('A page that shows one of the documents.')
  page(@Res() reply: FastifyReply): void {
    send(reply, 'docs.html', PAGE);
  }

  @Get(['docs/docs.css', 'docs/docs.mjs'])
  @RespondsWith('A file of the documentation pages.')
  pageFile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(reply, fileOf(request), PAGE);
  }

  @Get(['docs/swagger-ui.css', 'docs/swagger-ui-bundle.js'])
  @RespondsWith('A file of Swagger UI, used by the documentation pages.')
  swaggerUiFile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(reply, fileOf(request), SWAGGER_UI);
  }
}

/** The file name comes from the route, so no client input becomes part of a path. */
const fileOf = ({ routeOptions }: FastifyRequest): string => basename(routeOptions.url ?? '');

/** Sends an `ETag`, so that browsers with a current copy get 304. */
function send(reply: FastifyReply, file: string, folder: string): void {
  reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false });
}
