import type { SecurityHeadersOptions } from '@nestjs/common';
import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/**
 * Nothing but what this server serves may run or be loaded, and no other page may frame or open it. Style elements may be
 * inline: the dashboard's components put them into the page as they appear. Style attributes may not.
 */
const SECURITY_HEADERS: SecurityHeadersOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      styleSrcAttr: ["'none'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // Only over https, by `setPolicies`.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'same-origin' },
};

/** What browsers could let a page do, and this one has no use for. */
const PERMISSIONS_POLICY = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/** A year, as browsers' preload lists ask; without subdomains, which are not this server's to speak for. */
const HSTS = 'max-age=31536000';

/**
 * Worked out once. Nest's `useSecurityHeaders` would set them on Node's response one by one, and with the first that is set
 * there Node goes over all headers of the response a second time.
 */
const FIXED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(named(resolveSecurityHeaders(SECURITY_HEADERS).headers)),
  // What the options above cannot say.
  'permissions-policy': PERMISSIONS_POLICY,
};

function named(headers: Iterable<readonly [string, string]>): (readonly [string, string])[] {
  return [...headers].map(([name, value]) => [name.toLowerCase(), value] as const);
}

/** RFC 6797 allows HSTS over https only: the proxy says whether it is. */
export function setPolicies({ protocol }: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void {
  void reply.headers(FIXED);
  if (protocol === 'https') void reply.header('strict-transport-security', HSTS);
  next();
}
