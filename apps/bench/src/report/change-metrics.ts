/** Names of the section’s columns and rows, by which the aims find their figures. */
export const CHANGE = 'change';

const PROFILED = ['post', 'refused', 'me', 'constant', 'list', 'list-1', 'ephemeral', 'event', 'batch', 'opening'];

/** The section’s rows that can be selected, and those that can be profiled. */
export const PARTS = { rows: [...PROFILED, 'statements', 'crowd'], profiled: PROFILED };

export const ON_POSTGRES = 'Bellhop, PostgreSQL';
export const EMBEDDED = 'Bellhop, embedded database';
/** Begin, three prepared statements and commit for writes; one prepared statement otherwise. */
export const BARE = 'Fastify + pg';
export const ONE_STATEMENT = 'Fastify + pg, one statement';

export const POST_TASK = 'POST /tasks, to 5 streams';
export const REFUSED = 'POST /tasks refused by validation';
export const LIST_50 = 'GET /tasks?limit=50';
export const LIST_1 = 'GET /tasks?limit=1';
export const EPHEMERAL = 'one event by API key, not durable, to 5 streams';
export const STATEMENTS = 'statements for an event that is not durable';
export const DURABLE = 'one event by API key, to 5 streams';
export const BATCH = '100 events a request by API key, to nobody';
export const OPENING = 'opening a stream';
export const CLOSING = 'closing it';
export const OTHERS_ALONE = '100 other orgs, 99th percentile';
export const OTHERS_BESIDE = 'the same beside 1,000 writers of one org';
export const OTHERS_RATIO = 'beside them over without';

/** Metric of the requests per second of a row such as {@link POST_TASK}. */
export const requestsOf = (metric: string): string => `${metric}: requests`;
export const eventsOf = (metric: string): string => `${metric}: events`;
