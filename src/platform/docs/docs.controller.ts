import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/access.decorators.js';
import { Answers } from '../openapi/answers.js';
import { Documents } from './documents.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The frame around Swagger UI, as seen from the sources and from the build alike. */
const PAGE = fileURLToPath(new URL('./page', import.meta.url));
const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css')));

/** What the server can do, for people and for programs. Nothing here belongs to anybody. */
@Controller()
@Public()
export class DocsController {
  constructor(private readonly documents: Documents) {}

  @Get('openapi.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-cache')
  @Answers('This API as OpenAPI 3.1.')
  openApi(): Buffer {
    return this.documents.openApiJson;
  }

  @Get('asyncapi.json')
  @Header('content-type', JSON_TYPE)
  @Header('cache-control', 'no-cache')
  @Answers('Its events as AsyncAPI 3.0.')
  asyncApi(): Buffer {
    return this.documents.asyncApiJson;
  }

  @Get(['docs', 'docs/events'])
  @Answers('A page that shows one of these documents.')
  page(@Res() reply: FastifyReply): void {
    send(reply, 'docs.html', PAGE);
  }

  @Get(['docs/docs.css', 'docs/docs.mjs'])
  @Answers('A file of these pages.')
  pageFile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(reply, fileOf(request), PAGE);
  }

  @Get(['docs/swagger-ui.css', 'docs/swagger-ui-bundle.js'])
  @Answers('A file of Swagger UI, which these pages show the documents with.')
  swaggerUiFile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(reply, fileOf(request), SWAGGER_UI);
  }
}

/** The route itself names the file: nothing of what a client wrote becomes part of a path. */
const fileOf = ({ routeOptions }: FastifyRequest): string => basename(routeOptions.url ?? '');

/** With an `ETag`, so that a browser which has the file is answered 304. */
function send(reply: FastifyReply, file: string, folder: string): void {
  reply.header('cache-control', 'no-cache').sendFile(file, folder, { cacheControl: false });
}
