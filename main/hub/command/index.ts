export type { CommandSource } from './follower.js';
export { CommandFollower } from './follower.js';
export type { SendAnswer } from './outbox.js';
export { Outbox } from './outbox.js';
export type { Draft } from './prepare.js';
export { prepare, preview } from './prepare.js';
