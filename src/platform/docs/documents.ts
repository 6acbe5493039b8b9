import { readFileSync } from 'node:fs';
import { Inject, type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DomainRegistry } from '@bellhop/realtime';
import { type Settings, SETTINGS } from '../config/settings.js';
import { type AsyncApiDocument, createAsyncApi } from './asyncapi.js';
import { createOpenApi } from './openapi.js';
import { renderPage } from './page/render-page.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

const asset = (name: string): string => readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8');

/** The two documents and the page that shows them, made when they are first asked for. */
@Injectable()
export class Documents {
  #app: INestApplication | undefined;
  #openApi: OpenAPIObject | undefined;
  #asyncApi: AsyncApiDocument | undefined;
  #openApiJson: Buffer | undefined;
  #asyncApiJson: Buffer | undefined;
  #page: Buffer | undefined;
  readonly css = asset('docs.css');
  readonly script = asset('docs.mjs');

  constructor(
    private readonly domains: DomainRegistry,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
  ) {}

  /** To be told of the application once it is complete: its routes are what is documented. */
  describe(app: INestApplication): void {
    this.#app = app;
  }

  /** @throws Error before {@link describe} */
  get openApi(): OpenAPIObject {
    if (!this.#app) throw new Error('the application is not complete yet');
    return (this.#openApi ??= createOpenApi(this.#app, version, this.settings.publicUrl));
  }

  get asyncApi(): AsyncApiDocument {
    return (this.#asyncApi ??= createAsyncApi(this.domains, version));
  }

  /** As bytes, like the next two: however many are read at a time, and however slowly, there is one copy of them. */
  get page(): Buffer {
    return (this.#page ??= Buffer.from(renderPage(this.openApi, this.asyncApi)));
  }

  get openApiJson(): Buffer {
    return (this.#openApiJson ??= Buffer.from(JSON.stringify(this.openApi)));
  }

  get asyncApiJson(): Buffer {
    return (this.#asyncApiJson ??= Buffer.from(JSON.stringify(this.asyncApi)));
  }
}
