/** Who reads what here, for looking at what is left behind. */
export { ChannelRegistry } from '../channels/channel-registry.js';
export { digestWorker } from './digest-worker.js';
export { newId, unlogged } from './records.js';
export { SimulatedClock } from './simulated-clock.js';
