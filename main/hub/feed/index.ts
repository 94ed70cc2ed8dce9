export type { DeskHandlers, FeedContent, WindowPort } from './feed.js';
export { Feed } from './feed.js';
