import { Injectable } from '@nestjs/common';
import type { Viewer, ViewerResolver } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../access/principal.js';
import { PropertyDirectory } from '../tenancy/property-directory.js';

/** Tells the realtime library who is reading. */
@Injectable()
export class Viewers implements ViewerResolver {
  constructor(private readonly properties: PropertyDirectory) {}

  resolve(request: FastifyRequest): Viewer {
    return principalOf(request);
  }

  seesProperty(viewer: Viewer, propertyId: string): Promise<boolean> {
    return this.properties.sees(viewer, propertyId);
  }
}
