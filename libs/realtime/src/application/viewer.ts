import type { FastifyRequest } from 'fastify';

/** The user behind a stream or poll, and their rights. */
export interface Viewer {
  readonly orgId: string;
  readonly userId: string;
  /** Session of the stream or poll, which ends with it. */
  readonly sessionId: string;
  /** Compared with the roles of each domain's policy. */
  readonly role: string;
  /** `'all'` includes properties created later. */
  readonly propertyIds: ReadonlySet<string> | 'all';
  /**
   * Increases with each change of the user, so that a slow read never overwrites what a newer event said.
   * @default 0
   */
  readonly version?: number;
  /**
   * When the session ends unless it is refreshed, in Unix milliseconds.
   * @default never
   */
  readonly expiresAt?: number;
}

/** Called once per stream or poll, after the application's guards. */
export interface ViewerResolver {
  resolve(request: FastifyRequest): Viewer | Promise<Viewer>;
  /** Whether the property exists in the viewer's org and the viewer may see it. If not, the request gets a 404. */
  seesProperty(viewer: Viewer, propertyId: string): boolean | Promise<boolean>;
}
