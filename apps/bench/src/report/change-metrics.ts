/** What the section's columns and rows are called: by these names the aims find their figures. */
export const CHANGE = 'change';

const PROFILED = ['post', 'refused', 'me', 'constant', 'list', 'list-1', 'ephemeral', 'event', 'batch', 'opening'];

/** The section's parts: what may be asked for by itself, and what may be profiled. */
export const PARTS = { rows: [...PROFILED, 'statements', 'crowd'], profiled: PROFILED };

export const ON_POSTGRES = 'Bellhop, PostgreSQL';
export const EMBEDDED = 'Bellhop, embedded database';
/** Begin, three prepared statements, commit where there is a row to write; one prepared statement elsewhere. */
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

/** How often a second what {@link POST_TASK} and the like name was answered. */
export const requestsOf = (metric: string): string => `${metric}: requests`;
export const eventsOf = (metric: string): string => `${metric}: events`;
