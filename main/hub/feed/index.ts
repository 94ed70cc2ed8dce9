export type { DeskHandlers, WindowPort } from './feed.js';
export { Feed } from './feed.js';
export type { Topics } from './topics.js';
