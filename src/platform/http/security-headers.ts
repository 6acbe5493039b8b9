import type { SecurityHeadersOptions } from '@nestjs/common';
import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/**
 * Only this server's own resources may run or load, and no other page may frame or open it. Inline style elements are allowed
 * because the dashboard's components insert them as they render. Inline style attributes are not.
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
  // Set by `setPolicies`, over https only.
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  referrerPolicy: { policy: 'same-origin' },
};

/** Browser features that no page here uses. */
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

/** One year, as preload lists require; without subdomains, which may belong to other servers. */
const HSTS = 'max-age=31536000';

/**
 * Computed once. Nest's `useSecurityHeaders` sets headers on Node's response one by one; after the first, Node goes over all
 * headers of the response a second time.
 */
const FIXED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(named(resolveSecurityHeaders(SECURITY_HEADERS).headers)),
  // Not covered by Nest's options.
  'permissions-policy': PERMISSIONS_POLICY,
};

function named(headers: Iterable<readonly [string, string]>): (readonly [string, string])[] {
  return [...headers].map(([name, value]) => [name.toLowerCase(), value] as const);
}

/** Sets the security headers. HSTS only over https (RFC 6797), as reported by the proxy. */
export function setPolicies({ protocol }: FastifyRequest, reply: FastifyReply, next: HookHandlerDoneFunction): void {
  void reply.headers(FIXED);
  if (protocol === 'https') void reply.header('strict-transport-security', HSTS);
  next();
}
