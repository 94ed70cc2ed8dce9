export { Counters } from './counters.js';
export { KeptAside } from './kept-aside.js';
export { LoopDelay } from './loop-delay.js';
export { Recent } from './recent.js';
export { serveMetrics } from './metrics-server.js';
