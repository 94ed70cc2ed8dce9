import { commandOperations, inboxOperations, receiptOperations } from './commands.js';
import { actOperations } from './acts.js';
import { alarmOperations } from './alarms.js';
import { auditOperations } from './audit.js';
import { assetOperations } from './assets.js';
import { collectionOperations } from './collections.js';
import { directiveOperations } from './directives.js';
import { evidenceOperations } from './evidence.js';
import { healthOperations } from './health.js';
import { incidentOperations } from './incidents.js';
import { indicatorOperations } from './indicators.js';
import { keyOperations } from './keys.js';
import { metricsOperations } from './metrics.js';
import { matterOperations, partyOperations } from './parties.js';
import { sessionOperations } from './sessions.js';
import { shiftOperations } from './shifts.js';
import { streamOperations } from './stream.js';
import { templateOperations, tierOperations } from './tiers.js';
import { warningOperations } from './warnings.js';

/** Every call of the API, in the order of the OpenAPI file. */
export const operations = [
  ...healthOperations,
  ...metricsOperations,
  ...sessionOperations,
  ...keyOperations,
  ...tierOperations,
  ...partyOperations,
  ...templateOperations,
  ...matterOperations,
  ...indicatorOperations,
  ...assetOperations,
  ...collectionOperations,
  ...commandOperations,
  ...actOperations,
  ...inboxOperations,
  ...receiptOperations,
  ...evidenceOperations,
  ...directiveOperations,
  ...incidentOperations,
  ...alarmOperations,
  ...warningOperations,
  ...shiftOperations,
  ...auditOperations,
  ...streamOperations,
] as const;

type Described = (typeof operations)[number];
export type OperationId = Described['id'];
/** The description of one call. */
export type OperationOf<I extends OperationId> = Extract<Described, { readonly id: I }>;

const byId = new Map<string, Described>(operations.map((described) => [described.id, described]));

export const operationOf = <I extends OperationId>(id: I): OperationOf<I> => byId.get(id) as OperationOf<I>;
