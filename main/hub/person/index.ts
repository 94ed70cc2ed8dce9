export type { KeyDirectory } from './person.js';
export { Person } from './person.js';
