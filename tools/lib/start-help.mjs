/** Output of `npm start -- --help`. test/tools/start-help.spec.ts checks it against the settings. */
export const HELP = `npm start installs what is missing, builds what is stale and starts Bellhop.

Settings, from the environment:
  PORT             port to listen on                    default: 4000
  HOST             address to listen on                 default: 127.0.0.1; 0.0.0.0 for all interfaces
  DATABASE_URL     PostgreSQL 15 or newer               default: an embedded one in DATA_DIR
  DATABASE_POOL_SIZE  maximum connections to it         default: 10
  DATABASE_PREPARED_STATEMENTS  on, off                 default: on; off for a pooler in transaction mode without
                                                        support for them
  DATA_DIR         folder of the embedded database      default: ./.data
  JWT_SECRET       signs the access tokens              default: created at the first start and kept in DATA_DIR;
                                                        required with DATABASE_URL
  PUBLIC_URL       URL of the dashboard, such as        default: http://localhost:PORT; links in mails start with it;
                   https://bellhop.example.com          required in production with SMTP_URL, with https
  SMTP_URL         mail server:                         default: none; mail is printed in development and
                   smtps://user:password@host:465       not sent in production
  MAIL_FROM        sender of the mails                  default: Bellhop <bellhop@host of PUBLIC_URL>
  TRUST_PROXY      proxies whose X-Forwarded-*          default: none; addresses and networks, comma-separated,
                   is trusted                           or loopback, linklocal, uniquelocal
  ALLOWED_ORIGINS  other origins that may call the API, default: http://localhost:5173 in development;
                   comma-separated                      none in production, where https is required
  LOG_LEVEL        fatal, error, warn, info, debug,     default: warn; info in production
                   trace, silent
  METRICS_TOKEN    bearer token for GET /metrics        default: none; without one only this machine has access,
                                                        and in production no one
  ENABLE_LEGACY_<DOMAIN>_EVENTS  true, false            default: false; true makes the former polling path
                                                        GET /<domain>/events/subscribe respond
                                                        "nothing new" instead of 410 Gone
  RATE_LIMIT       on, off                              default: on; off is refused in production
  RATE_LIMIT_FACTOR  multiplies the request limits      default: 1; for many users behind one address. Does not
                                                        change the limits on guessing and on mail
  REALTIME_MAX_STREAMS_PER_USER  open streams           default: 20
  REALTIME_MAX_STREAMS_PER_ORG  open streams            default: 5000
  MAX_CONNECTIONS  open connections, including streams  default: 20000
  MAX_CONNECTIONS_PER_ADDRESS  the same per address,    default: 2000
                   or concurrent requests behind a proxy
  ACTIVITY_DAYS    days the activity log is kept        default: 400; older entries are erased every hour
  REALTIME_NATIVE_WRITES  on, off                       default: on; off writes streams through Node only,
                                                        as without a C compiler at build time
  NODE_ENV         development, test, production        default: development; production refuses demo logins,
                                                        RATE_LIMIT=off and origins without https
  DEMO             true, false: demo data and logins    default: true with the embedded database, except
                                                        in production, where true is refused

Example:
  PORT=8080 DATA_DIR=/var/lib/bellhop npm start
`;
