export type { FeedContent, WindowPort } from './feed.js';
export { Feed } from './feed.js';
