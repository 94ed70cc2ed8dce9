import { commandRequests, commandScenarios } from './commands.js';
import { directiveRequests, directiveScenarios } from './directives.js';
import { factRequests, factScenarios } from './facts.js';
import { keyRequests, keyScenarios } from './keys.js';
import type { Fresh, Scenario } from './scenario.js';
import { receiptRequests, receiptScenarios } from './receipts.js';
import { sessionRequests, sessionScenarios } from './sessions.js';
import { readingScenarios } from './reading.js';
import { shiftRequests, shiftScenarios } from './shifts.js';
import { signedRequests, signedScenarios } from './signed.js';
import { warningRequests, warningScenarios } from './warnings.js';

/** `operationId status` or `operationId problem` → how to get there. */
export const scenarios: Readonly<Record<string, Scenario | undefined>> = {
  ...sessionScenarios,
  ...readingScenarios,
  ...commandScenarios,
  ...receiptScenarios,
  ...directiveScenarios,
  ...factScenarios,
  ...keyScenarios,
  ...shiftScenarios,
  ...signedScenarios,
  ...warningScenarios,
};

/** By operationId; a call that is not here succeeds with nothing but its path. */
export const requests: Readonly<Record<string, Fresh | undefined>> = {
  ...sessionRequests,
  ...commandRequests,
  ...receiptRequests,
  ...directiveRequests,
  ...factRequests,
  ...keyRequests,
  ...shiftRequests,
  ...signedRequests,
  ...warningRequests,
};
