export type { CommandSource } from './follower.js';
export { CommandFollower } from './follower.js';
export { Outbox } from './outbox.js';
export type { Draft } from './prepare.js';
export type { Evidence } from './precondition.js';
export { judge } from './precondition.js';
export { prepare, preview } from './prepare.js';
export { isBeyondUs } from './replaced.js';
export type { Send, SendAnswer } from './work.js';
