/**
 * Who may import whom. Everything that is not named as allowed fails; test/architecture proves that each rule bites.
 * Paths are those of sources: the condition `bellhop-source` resolves a workspace's name to them.
 */

const SPEC = '\\.spec\\.tsx?$';
const PACKAGES = '(^|/)node_modules/';

/** What the library may be built on. A package that is not installed keeps its bare name as path. */
const REALTIME_MAY_USE = [
  '^libs/(realtime|protocol)/src/',
  `${PACKAGES}(@nestjs|rxjs|fastify)/`,
  '^(@nestjs/|rxjs|fastify$)',
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const directions = [
  {
    name: 'protocol-imports-nothing',
    comment: 'libs/protocol is what goes over the wire and depends on nothing.',
    severity: 'error',
    from: { path: '^libs/protocol/src/', pathNot: SPEC },
    to: { pathNot: '^libs/protocol/src/' },
  },
  {
    name: 'realtime-imports-protocol-nest-rxjs',
    comment: 'libs/realtime can be installed by any Nest application: protocol, @nestjs, rxjs and Node, nothing else.',
    severity: 'error',
    from: { path: '^libs/realtime/src/', pathNot: [SPEC, '^libs/realtime/src/testing/'] },
    to: { pathNot: REALTIME_MAY_USE, dependencyTypesNot: ['core'] },
  },
  {
    name: 'realtime-takes-types-from-fastify',
    comment: 'Fastify comes with @nestjs/platform-fastify; the library names its types and calls nothing of it.',
    severity: 'error',
    from: { path: '^libs/realtime/src/', pathNot: [SPEC, '^libs/realtime/src/testing/'] },
    to: { path: [`${PACKAGES}fastify/`, '^fastify$'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'channels-know-no-framework',
    comment: 'The core is RxJS; Nest and HTTP are skins around it.',
    severity: 'error',
    from: { path: '^libs/realtime/src/channels/', pathNot: SPEC },
    to: {
      path: [
        `${PACKAGES}(@nestjs|fastify)/`,
        '^(@nestjs/|fastify$)',
        '^(node:)?(http|https|http2|net)$',
        '^libs/realtime/src/http/',
      ],
    },
  },
  {
    name: 'realtime-module-is-the-roof',
    comment: 'What lies beside the barrel of libs/realtime puts all folders together; none of them sees it.',
    severity: 'error',
    from: { path: '^libs/realtime/src/[^/]+/', pathNot: [SPEC, '^libs/realtime/src/testing/'] },
    to: { path: '^libs/realtime/src/[^/]+\\.ts$' },
  },
  {
    name: 'client-imports-protocol',
    comment: 'libs/client knows no framework: protocol, and a parser for event streams.',
    severity: 'error',
    from: { path: '^libs/client/src/', pathNot: SPEC },
    to: {
      pathNot: ['^libs/(client|protocol)/src/', `${PACKAGES}eventsource-parser/`, '^eventsource-parser$'],
    },
  },
  {
    name: 'react-imports-client-protocol-query',
    comment: 'libs/react is thin: hooks over the client, and TanStack Query.',
    severity: 'error',
    from: { path: '^libs/react/src/', pathNot: SPEC },
    to: {
      pathNot: [
        '^libs/(react|client|protocol)/src/',
        `${PACKAGES}(@types/)?(react|@tanstack/(react-query|query-core))/`,
        '^(react|@tanstack/react-query)(/|$)',
      ],
    },
  },
  {
    name: 'hotel-imports-protocol',
    comment: 'libs/hotel is data that server and dashboard share: it is written in the schemas of the protocol.',
    severity: 'error',
    from: { path: '^libs/hotel/src/', pathNot: SPEC },
    to: { pathNot: '^libs/(hotel|protocol)/src/' },
  },
  {
    name: 'libs-import-no-hotel',
    comment: 'The hotel is one application; a library serves any, and its specs are an application of their own.',
    severity: 'error',
    from: { path: '^libs/', pathNot: '^libs/hotel/' },
    to: { path: '^libs/hotel/' },
  },
  {
    name: 'libs-import-no-application',
    comment: 'A library never reads src, apps or test; specs neither.',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^(src|apps|test)/' },
  },
  {
    name: 'dashboard-imports-browser-libs',
    comment:
      'apps/web speaks to the server over the wire: react, client, protocol and hotel are all it shares with it.',
    severity: 'error',
    from: { path: '^apps/web/' },
    to: {
      path: '^(libs|src|test|apps)/',
      pathNot: '^(libs/(react|client|protocol|hotel)/src|libs/hotel/messages|apps/web)/',
    },
  },
  {
    name: 'server-imports-no-app',
    comment: 'src never imports apps, and test only from specs.',
    severity: 'error',
    from: { path: '^src/', pathNot: SPEC },
    to: { path: '^(apps|test)/' },
  },
  {
    name: 'server-imports-no-browser-lib',
    comment: 'src uses protocol, hotel and realtime; client and react are for browsers.',
    severity: 'error',
    from: { path: '^src/', pathNot: SPEC },
    to: { path: '^libs/(client|react)/' },
  },
  {
    name: 'auth-carries-sessions-and-accounts',
    comment: 'Tokens and principals are known without knowing how people sign in, sign up or change passwords.',
    severity: 'error',
    from: { path: '^src/platform/auth/[^/]+$', pathNot: SPEC },
    to: { path: '^src/platform/auth/(sessions|accounts)/' },
  },
  {
    name: 'platform-imports-libs',
    comment: 'src/platform carries the domains and knows none of them, nor the application around it.',
    severity: 'error',
    from: { path: '^src/platform/' },
    to: { path: '^src/', pathNot: '^src/platform/' },
  },
  {
    name: 'domain-imports-itself-platform-libs',
    comment: 'A domain sees its own files, src/platform and libs, not the application around it.',
    severity: 'error',
    from: { path: '^src/domains/' },
    to: { path: '^src/', pathNot: '^src/(domains|platform)/' },
  },
  {
    name: 'domain-imports-no-other-domain',
    comment: 'A domain listens to another one’s events, or asks through a port in src/platform.',
    severity: 'error',
    from: { path: '^src/domains/([^/]+)/' },
    to: { path: '^src/domains/', pathNot: '^src/domains/$1/' },
  },
];

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const hygiene = [
  {
    name: 'no-cycle',
    comment: 'Two files that need each other are one subject, or one of them has two.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-own-package-barrel',
    comment: 'The barrel is for those outside; inside a package, import the file.',
    severity: 'error',
    from: { path: '^(libs/[^/]+)/src/' },
    to: { path: '^$1/src/(testing/)?index\\.ts$' },
  },
  {
    name: 'no-own-folder-barrel',
    comment: 'A file never imports the index of the folder that it lies in.',
    severity: 'error',
    from: { path: '^(.+)/[^/]+\\.tsx?$' },
    to: { path: '^$1/index\\.tsx?$' },
  },
  {
    name: 'no-deep-import-of-a-lib',
    comment: 'Another package is its barrel, reached by its name.',
    severity: 'error',
    from: { path: '^(src|apps|test|libs/[^/]+)/' },
    to: { path: '^libs/[^/]+/src/.', pathNot: ['^$1/', '^libs/[^/]+/src/(testing/)?index\\.ts$'] },
  },
  {
    name: 'no-development-package-in-production',
    comment: 'What runs in production is a dependency, or a peer that the application brings, not a devDependency.',
    severity: 'error',
    from: { path: '^(src|libs/[^/]+/src)/', pathNot: [SPEC, '^libs/[^/]+/src/testing/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
  },
  {
    name: 'no-unresolvable-import',
    comment: 'It must be there.',
    severity: 'error',
    from: {},
    // A virtual module is made by a plugin of the build.
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
];

/** What was made from sources. */
export const BUILT = '(^|/)(dist|\\.vite)/';

/**
 * How imports are followed.
 * @type {import('dependency-cruiser').ICruiseOptions}
 */
export const FOLLOWED = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  combinedDependencies: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['bellhop-source', 'import', 'require', 'node', 'browser', 'default', 'types'],
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
  },
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...directions, ...hygiene],
  options: { ...FOLLOWED, exclude: { path: BUILT } },
};
