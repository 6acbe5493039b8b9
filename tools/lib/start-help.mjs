/** What `npm start -- --help` prints. test/tools/start-help.spec.ts holds it against the settings that there are. */
export const HELP = `npm start installs what is missing, builds what is stale and starts Bellhop.

Settings, from the environment:
  PORT             where it listens                     default: 4000
  HOST             on which address                     default: 127.0.0.1; 0.0.0.0 for all
  DATABASE_URL     a PostgreSQL, 15 or newer            default: an embedded one in DATA_DIR
  DATABASE_POOL_SIZE  connections to it at most          default: 10
  DATABASE_PREPARED_STATEMENTS  on, off                 default: on; off behind a pooler in transaction mode that
                                                        does not know of them
  DATA_DIR         folder of the embedded database      default: ./.data
  JWT_SECRET       signs the access tokens              default: made at the first start and kept in DATA_DIR;
                                                        required with DATABASE_URL
  PUBLIC_URL       where people open the dashboard,     default: http://localhost:PORT; links in mails lead there;
                   such as https://bellhop.example.com  required in production with SMTP_URL, and https there
  SMTP_URL         mail server:                         default: none; mail is printed in development, and not
                   smtps://user:password@host:465       sent at all in production
  MAIL_FROM        sender of the mails                  default: Bellhop <bellhop@host of PUBLIC_URL>
  TRUST_PROXY      proxies in front whose               default: none; addresses and networks, comma-separated,
                   X-Forwarded-* is believed            or loopback, linklocal, uniquelocal
  ALLOWED_ORIGINS  other origins that may call the API, default: http://localhost:5173 in development,
                   comma-separated                      none in production, where they are https
  LOG_LEVEL        fatal, error, warn, info, debug,     default: warn; info in production
                   trace, silent
  METRICS_TOKEN    bearer token that GET /metrics wants default: none; only this machine may read them,
                                                        and in production nobody
  ENABLE_LEGACY_<DOMAIN>_EVENTS  true, false            default: false; true makes the old polling path
                                                        GET /<domain>/events/subscribe answer "nothing new"
                                                        instead of 410 Gone
  RATE_LIMIT       on, off                              default: on; off is refused in production
  RATE_LIMIT_FACTOR  how many times more requests       default: 1; for many people behind one address. Does not
                   may come than by default             change the limits on guessing and on mail
  REALTIME_MAX_STREAMS_PER_USER  open at a time         default: 20
  REALTIME_MAX_STREAMS_PER_ORG   open at a time         default: 5000
  MAX_CONNECTIONS  open at a time, streams among them   default: 20000
  MAX_CONNECTIONS_PER_ADDRESS  the same of one address, default: 2000
                   or requests at a time behind a proxy
  REALTIME_NATIVE_WRITES  on, off                       default: on; off writes streams through Node alone,
                                                        as where there was no C compiler at build time
  NODE_ENV         development, test, production        default: development; production refuses demo logins,
                                                        RATE_LIMIT=off and origins without https
  DEMO             true, false: demo data and logins    default: true with the embedded database, except
                                                        in production, where true is refused

Example:
  PORT=8080 DATA_DIR=/var/lib/bellhop npm start
`;
