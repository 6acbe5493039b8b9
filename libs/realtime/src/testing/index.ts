/** For tests that check which channels are still open. */
export { ChannelRegistry } from '../channels/channel-registry.js';
export { digestWorker } from './digest-worker.js';
export { newId, unlogged } from './records.js';
export { SimulatedClock } from './simulated-clock.js';
