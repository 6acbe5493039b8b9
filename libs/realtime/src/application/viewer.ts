import type { FastifyRequest } from 'fastify';

/** Who reads, and what they may see. */
export interface Viewer {
  readonly orgId: string;
  readonly userId: string;
  /** The session the stream or poll belongs to; it ends with it. */
  readonly sessionId: string;
  /** Compared with the roles of each domain's policy. */
  readonly role: string;
  /** `'all'`: every property of the org, those to come included. */
  readonly propertyIds: ReadonlySet<string> | 'all';
  /**
   * Grows with each change of the user, so that what was read late never overwrites what an
   * event said since.
   * @default 0
   */
  readonly version?: number;
  /**
   * When the session ends unless it is refreshed by then, in Unix milliseconds.
   * @default never
   */
  readonly expiresAt?: number;
}

/** Asked once per stream or poll, after the application's guards have let the request in. */
export interface ViewerResolver {
  resolve(request: FastifyRequest): Viewer | Promise<Viewer>;
  /** Whether the property exists in the viewer's org and the viewer may see it. If not, the request is answered 404. */
  seesProperty(viewer: Viewer, propertyId: string): boolean | Promise<boolean>;
}
