/** Occurs once in each event, and nowhere else in a stream. */
export const MARKER = Buffer.from('"eventType":"');

/** The peers’ event: 300 bytes of JSON in the shape of Bellhop’s. */
export const SAMPLE_EVENT = JSON.stringify({
  eventId: '019aa1b2-0000-7000-8000-000000000000',
  eventType: 'TaskDeleted',
  domain: 'tasks',
  timestamp: 1_795_228_622_000,
  orgId: '019aa1b2-0000-7000-8000-000000000001',
  propertyId: '019aa1b2-0000-7000-8000-000000000002',
  seq: 142,
  payload: { taskId: '019aa1b2-0000-7000-8000-000000000003', version: 2 },
});
