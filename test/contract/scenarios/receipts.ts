import { directiveOf, DISTRICT, OTHER_TOWN, receipt, TOWN, uuidV7 } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const postReceipts: Fresh = async (hall) => ({
  token: 'ready-token-of-town',
  json: { receipts: [receipt(directiveOf(await hall.issue(), TOWN), 'delivered')] },
});

export const receiptRequests: Readonly<Record<string, Fresh>> = { postReceipts };

export const receiptScenarios: Readonly<Record<string, Scenario>> = {
  'postReceipts not-found': (hall) => hall.report('town', receipt(uuidV7(), 'read')),
  'postReceipts foreign-tier': async (hall) =>
    hall.report('district', receipt(directiveOf(await hall.issue(), OTHER_TOWN), 'read')),
  'postReceipts role': async (hall) => {
    const order = await hall.issue();
    return hall.report('townDevice', receipt(directiveOf(order, TOWN), 'done'));
  },
  'postReceipts kind-not-allowed': async (hall) =>
    hall.report('town', receipt(directiveOf(await hall.issue(), TOWN), 'withdrawn', { note: 'none' })),
  'postReceipts receipt-conflict': async (hall) => {
    const first = receipt(directiveOf(await hall.issue(), TOWN), 'read');
    await hall.report('town', first);
    return hall.report('town', { ...first, note: 'another' });
  },
  'postReceipts round-conflict': async (hall) =>
    hall.report('town', receipt(directiveOf(await hall.issue(), TOWN), 'read', { round: 7 })),
  'postReceipts children-open': async (hall) =>
    hall.report('responder', receipt(directiveOf(await hall.issue(), DISTRICT), 'done')),
};
