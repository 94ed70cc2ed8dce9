import type { Hall, Name, View } from '../town.js';
import { directiveOf, DISTRICT, receipt, tokenOf, TOWN, uuidV7 } from '../town.js';
import { finished } from './signed.js';
import type { Fresh, Scenario } from './scenario.js';

const at = (view: View, tier: string): { params: { id: string } } => ({ params: { id: directiveOf(view, tier) } });
const press =
  (json: unknown): Fresh =>
  async (hall) => ({ token: tokenOf('officer'), ...at(await hall.issue(), TOWN), json });
const pressed =
  (call: string, json: unknown, by: Name, made: (hall: Hall) => Promise<View> = (hall) => hall.issue()): Scenario =>
  async (hall) =>
    hall.call(call, by, { ...at(await made(hall), TOWN), json });

const REMINDER = { note: 'please' };
const ESCALATION = { action: 'widen' };
const forwardTo = (tier: string): object => ({ id: uuidV7(), targets: [{ tier, role: 'assist' }], keepsPart: false });

const forwarding = async (hall: Hall, json: object, view?: View) =>
  hall.call('postForward', 'district', { ...at(view ?? (await hall.issueChain()), DISTRICT), json });

export const directiveRequests: Readonly<Record<string, Fresh>> = {
  postForward: async (hall) => ({ token: tokenOf('district'), ...at(await hall.issueChain(), DISTRICT), json: forwardTo(TOWN) }),
  postReminder: press(REMINDER),
  postEscalation: press(ESCALATION),
  postMessage: press({ text: 'on the way' }),
  listMessages: async (hall) => ({ token: tokenOf('officer'), ...at(await hall.issue(), TOWN) }),
};

export const directiveScenarios: Readonly<Record<string, Scenario>> = {
  'postReminder foreign-tier': pressed('postReminder', REMINDER, 'townOfficer'),
  'postReminder state-conflict': pressed('postReminder', REMINDER, 'officer', finished),
  'postEscalation foreign-tier': pressed('postEscalation', ESCALATION, 'townOfficer'),
  'postEscalation state-conflict': pressed('postEscalation', ESCALATION, 'officer', finished),
  'postForward 200': async (hall) => {
    const view = await hall.issueChain();
    const json = forwardTo(TOWN);
    await forwarding(hall, json, view);
    return forwarding(hall, json, view);
  },
  'postForward already-forwarded': async (hall) => {
    const view = await hall.issueChain();
    await forwarding(hall, forwardTo(TOWN), view);
    return forwarding(hall, forwardTo(TOWN), view);
  },
  'postForward target-duplicate': (hall) => {
    const target = { tier: TOWN, role: 'assist' };
    return forwarding(hall, { id: uuidV7(), targets: [target, target], keepsPart: false });
  },
  'postMessage foreign-tier': async (hall) => {
    const issuer = { issuer: { account: 'district', tier: DISTRICT } };
    const order = await hall.order(issuer, { by: 'district' });
    await hall.submit(order, order.frozen.id, 'district');
    return hall.call('postMessage', 'officer', { ...at(await hall.view(order.frozen.id), TOWN), json: { text: 'not ours' } });
  },
  'postReceipts evidence-unknown': async (hall) =>
    hall.report('town', receipt(directiveOf(await hall.issue(), TOWN), 'done', { evidence: ['a'.repeat(64)] })),
  'postForward outside-scope': async (hall) => {
    const view = await hall.issue();
    return hall.call('postForward', 'district', { ...at(view, DISTRICT), json: forwardTo('500104103') });
  },
  'postForward state-conflict': async (hall) => {
    const view = await finished(hall);
    return hall.call('postForward', 'district', { ...at(view, DISTRICT), json: forwardTo(TOWN) });
  },
  'postForward forward-conflict': async (hall) => {
    const view = await hall.issue();
    const said = receipt(directiveOf(view, DISTRICT), 'read');
    await hall.report('district', said);
    return hall.call('postForward', 'district', { ...at(view, DISTRICT), json: { ...forwardTo(TOWN), id: said.id } });
  },
  'postForward party-unknown': async (hall) => {
    const json = { id: uuidV7(), targets: [{ tier: TOWN, party: 'no-such-party', role: 'assist' }], keepsPart: false };
    return hall.call('postForward', 'district', { ...at(await hall.issue(), DISTRICT), json });
  },
  'postForward foreign-tier': async (hall) =>
    hall.call('postForward', 'district', { ...at(await hall.issue(), TOWN), json: forwardTo(TOWN) }),
  'postReceipts reason-missing': async (hall) =>
    hall.report('officer', receipt(directiveOf(await hall.issue(), TOWN), 'withdrawn')),
  'postReceipts state-conflict': async (hall) =>
    hall.report('officer', receipt(directiveOf(await hall.issue(), TOWN), 'verified')),
};
