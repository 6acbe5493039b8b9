import { readFileSync } from 'node:fs';
import { Inject, type INestApplication, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DomainRegistry } from '@bellhop/realtime';
import { type Settings, SETTINGS } from '../config/settings.js';
import { type AsyncApiDocument, createAsyncApi } from './asyncapi.js';
import { createOpenApi } from './openapi.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The OpenAPI and AsyncAPI documents, built on first use. */
@Injectable()
export class Documents {
  #app: INestApplication | undefined;
  #openApi: OpenAPIObject | undefined;
  #asyncApi: AsyncApiDocument | undefined;
  #openApiJson: Buffer | undefined;
  #asyncApiJson: Buffer | undefined;

  constructor(
    private readonly domains: DomainRegistry,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'publicUrl'>,
  ) {}

  /** Sets the application, once it is complete: the documents describe its routes. */
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

  /** Serialised once, like the next: all readers share one copy, however many and slow they are. */
  get openApiJson(): Buffer {
    return (this.#openApiJson ??= Buffer.from(JSON.stringify(this.openApi)));
  }

  get asyncApiJson(): Buffer {
    return (this.#asyncApiJson ??= Buffer.from(JSON.stringify(this.asyncApi)));
  }
}
