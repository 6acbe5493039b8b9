import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../access/access.decorators.js';
import { Answers } from '../openapi/answers.js';
import { Documents } from './documents.js';

const JSON_TYPE = 'application/json; charset=utf-8';

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

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Answers('Both, to read.')
  page(): Buffer {
    return this.documents.page;
  }

  @Get('docs/docs.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Answers('The page’s styles.')
  css(): string {
    return this.documents.css;
  }

  @Get('docs/docs.mjs')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'no-cache')
  @Answers('The page’s script.')
  script(): string {
    return this.documents.script;
  }
}
