import type { Answer } from '../client.js';
import type { Hall } from '../town.js';
import { now, OTHER_DISTRICT, tokenOf, uuidV7 } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

type Shift = { readonly id: string; readonly status: string; readonly tier: string };
/** Towns of the city, each used once: a tier has one open shift, and nothing is closed for want of a successor. */
let used = 0;

async function freeTier(hall: Hall): Promise<string> {
  const { items } = await hall.get<{ items: { code: string; level: string }[] }>('listTiers', 'officer');
  used += 1;
  return items.filter(({ level }) => level === 'town')[used % items.length]?.code ?? '';
}

const opening = async (hall: Hall): Promise<object> => ({ id: uuidV7(), tier: await freeTier(hall), startsAt: now() });
const open = async (hall: Hall, change: object = {}): Promise<Shift> =>
  hall.get('postShift', 'keeper', { json: { ...(await opening(hall)), ...change } });
/** A call on a shift of a town by its district, which reads there and does not act. */
const foreign =
  (call: string, tier: string, json: unknown): Scenario =>
  async (hall) =>
    hall.call(call, 'district', { params: { id: (await open(hall, { tier })).id }, json });
/** Offered to the successor, with everything that is open there. */
async function handedOver(hall: Hall, { id }: Shift): Promise<Answer> {
  const { items } = await hall.get<{ items: object[] }>('getOpenItems', 'keeper', { params: { id } });
  const named = items.map((item) => ({ kind: (item as { kind: string }).kind, id: (item as { id: string }).id }));
  return hall.call('postHandover', 'keeper', { params: { id }, json: { to: 'successor', items: named } });
}
async function accepted(hall: Hall, shift: Shift, json: object): Promise<Answer> {
  await handedOver(hall, shift);
  return hall.call('postAcceptance', 'successor', { params: { id: shift.id }, json });
}
const onOpen =
  (json?: () => unknown): Fresh =>
  async (hall) => ({
    token: tokenOf('keeper'),
    params: { id: (await open(hall)).id },
    ...(json === undefined ? {} : { json: json() }),
  });
const entry = (change: object = {}): object => ({ id: uuidV7(), at: now(), kind: 'note', text: 'quiet', ...change });

export const shiftRequests: Readonly<Record<string, Fresh>> = {
  postShift: async (hall) => ({ token: tokenOf('keeper'), json: await opening(hall) }),
  getShift: onOpen(),
  listShiftEntries: onOpen(),
  getOpenItems: onOpen(),
  postAcceptance: async (hall) => {
    const shift = await open(hall);
    await handedOver(hall, shift);
    return { token: tokenOf('successor'), params: { id: shift.id }, json: { id: uuidV7() } };
  },
  postHandover: onOpen(() => ({ to: 'successor', items: [], note: uuidV7() })),
  postShiftEntries: onOpen(() => ({ entries: [entry()] })),
};

export const shiftScenarios: Readonly<Record<string, Scenario>> = {
  'listShifts not-found': (hall) => hall.call('listShifts', 'town', { query: { tier: OTHER_DISTRICT } }),
  'postShift 200': async (hall) => {
    const json = await opening(hall);
    await hall.call('postShift', 'keeper', { json });
    return hall.call('postShift', 'keeper', { json });
  },
  'postShift shift-conflict': async (hall) => {
    const json = await opening(hall);
    await hall.call('postShift', 'keeper', { json });
    return hall.call('postShift', 'keeper', { json: { ...json, endsAt: now(60_000) } });
  },
  'postShift shift-open': async (hall) => {
    const json = await opening(hall);
    await hall.call('postShift', 'keeper', { json });
    return hall.call('postShift', 'keeper', { json: { ...json, id: uuidV7() } });
  },
  'postShift tier-unknown': async (hall) =>
    hall.call('postShift', 'keeper', { json: { ...(await opening(hall)), tier: '999999' } }),
  'postShift foreign-tier': async (hall) =>
    hall.call('postShift', 'district', { json: { ...(await opening(hall)), tier: '500104101' } }),
  'postShift not-found': async (hall) =>
    hall.call('postShift', 'stranger', { json: { ...(await opening(hall)), tier: '500104' } }),
  'postShiftEntries entry-conflict': async (hall) => {
    const params = { id: (await open(hall)).id };
    const first = entry();
    await hall.call('postShiftEntries', 'keeper', { params, json: { entries: [first] } });
    return hall.call('postShiftEntries', 'keeper', { params, json: { entries: [{ ...first, text: 'another' }] } });
  },
  'postHandover handover-recipient': async (hall) =>
    hall.call('postHandover', 'keeper', { params: { id: (await open(hall)).id }, json: { to: 'no-such-officer', items: [] } }),
  'postShiftEntries foreign-tier': foreign('postShiftEntries', '500104101', { entries: [entry()] }),
  'postHandover foreign-tier': foreign('postHandover', '500104102', { to: 'keeper', items: [] }),
  'postAcceptance foreign-tier': foreign('postAcceptance', '500104103', { id: uuidV7() }),
  'postHandover handover-incomplete': async (hall) => {
    const shift = await open(hall);
    const alarm = { rule: 'rule', title: 'alarm', severity: 'major', tier: shift.tier, subject: 'x', mode: 'live' };
    const facts = [{ id: uuidV7(), at: now(), kind: 'raised', alarm }];
    await hall.get('postAlarmFacts', 'all', { params: { id: uuidV7() }, json: { facts } });
    return hall.call('postHandover', 'keeper', { params: { id: shift.id }, json: { to: 'successor', items: [] } });
  },
  'postHandover 201': async (hall) => handedOver(hall, await open(hall)),
  'postAcceptance not-recipient': async (hall) => {
    const shift = await open(hall);
    await handedOver(hall, shift);
    return hall.call('postAcceptance', 'keeper', { params: { id: shift.id }, json: { id: uuidV7() } });
  },
  'postAcceptance 201': async (hall) => accepted(hall, await open(hall), { id: uuidV7() }),
  'postAcceptance 200': async (hall) => {
    const shift = await open(hall);
    const json = { id: uuidV7() };
    await accepted(hall, shift, json);
    return hall.call('postAcceptance', 'successor', { params: { id: shift.id }, json });
  },
  'postAcceptance shift-conflict': async (hall) => {
    const shift = await open(hall);
    const json = { id: uuidV7() };
    await accepted(hall, shift, json);
    return hall.call('postAcceptance', 'successor', { params: { id: shift.id }, json: { ...json, endsAt: now(9000) } });
  },
  'postAcceptance shift-closed': async (hall) => {
    const shift = await open(hall);
    await accepted(hall, shift, { id: uuidV7() });
    return hall.call('postAcceptance', 'successor', { params: { id: shift.id }, json: { id: uuidV7() } });
  },
  'postHandover shift-closed': async (hall) => {
    const shift = await open(hall);
    await accepted(hall, shift, { id: uuidV7() });
    return handedOver(hall, shift);
  },
  'postShiftEntries shift-closed': async (hall) => {
    const shift = await open(hall);
    await accepted(hall, shift, { id: uuidV7() });
    return hall.call('postShiftEntries', 'keeper', { params: { id: shift.id }, json: { entries: [entry()] } });
  },
  'postAcceptance not-offered': async (hall) =>
    hall.call('postAcceptance', 'keeper', { params: { id: (await open(hall)).id }, json: { id: uuidV7() } }),
};
