import { Injectable } from '@nestjs/common';
import type { Viewer, ViewerResolver } from '@bellhop/realtime';
import type { FastifyRequest } from 'fastify';
import { PropertyDirectory } from '../tenancy/property-directory.js';
import { viewerOf } from './principal.js';

/** Tells the realtime library who reads. */
@Injectable()
export class Viewers implements ViewerResolver {
  constructor(private readonly properties: PropertyDirectory) {}

  resolve(request: FastifyRequest): Viewer {
    return viewerOf(request);
  }

  seesProperty(viewer: Viewer, propertyId: string): Promise<boolean> {
    return this.properties.sees(viewer, propertyId);
  }
}
