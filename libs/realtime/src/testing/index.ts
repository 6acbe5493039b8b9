/** Who reads what here, for looking at what is left behind. */
export { ChannelRegistry } from '../channels/channel-registry.js';
export { SimulatedClock } from './simulated-clock.js';
