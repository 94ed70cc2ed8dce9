import { commandOperations, inboxOperations, receiptOperations } from './commands.js';
import { actOperations } from './acts.js';
import { directiveOperations } from './directives.js';
import { healthOperations } from './health.js';
import { keyOperations } from './keys.js';
import { matterOperations, partyOperations } from './parties.js';
import { sessionOperations } from './sessions.js';
import { streamOperations } from './stream.js';
import { templateOperations, tierOperations } from './tiers.js';

/** Every call of the API, in the order of the OpenAPI file. */
export const operations = [
  ...healthOperations,
  ...sessionOperations,
  ...keyOperations,
  ...tierOperations,
  ...partyOperations,
  ...templateOperations,
  ...matterOperations,
  ...commandOperations,
  ...actOperations,
  ...inboxOperations,
  ...receiptOperations,
  ...directiveOperations,
  ...streamOperations,
] as const;

type Described = (typeof operations)[number];
export type OperationId = Described['id'];
/** The description of one call. */
export type OperationOf<I extends OperationId> = Extract<Described, { readonly id: I }>;

const byId = new Map<string, Described>(operations.map((described) => [described.id, described]));

export const operationOf = <I extends OperationId>(id: I): OperationOf<I> => byId.get(id) as OperationOf<I>;
