import type { Hall, Name } from '../town.js';
import { CITY, DISTRICT, now, OTHER_DISTRICT, tokenOf, TOWN, uuidV7 } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const indicator = async (hall: Hall): Promise<string> => {
  const { items } = await hall.get<{ items: { id: string }[] }>('listIndicators', 'officer');
  return items[0]?.id ?? '';
};

const sample = async (hall: Hall, change: object = {}): Promise<object> => ({
  samples: [{ indicator: await indicator(hall), tier: CITY, t: now(), value: 1, quality: 'good', ...change }],
});
const position = (change: object = {}): object => ({
  positions: [
    {
      asset: `truck-${uuidV7().slice(-12)}`,
      t: now(),
      lng: 106.5,
      lat: 29.5,
      kind: 'truck',
      name: 'truck',
      tier: CITY,
      ...change,
    },
  ],
});
const incident = (change: object = {}): object => ({
  ...{ id: uuidV7(), kind: 'flood', title: 'flood', severity: 'major', tier: DISTRICT, certainty: 'observed' },
  ...{ urgency: 'immediate', status: 'open', source: 'contract', links: [], mode: 'live' },
  ...change,
});
const raised = (change: object = {}, alarm: object = {}): object => ({
  ...{ id: uuidV7(), at: now(), kind: 'raised' },
  alarm: { rule: 'rule', title: 'alarm', severity: 'major', tier: DISTRICT, subject: 'x', mode: 'live', ...alarm },
  ...change,
});

const post = (hall: Hall, call: string, json: unknown, by: Name = 'all', id?: string) =>
  hall.call(call, by, { json, ...(id === undefined ? {} : { params: { id } }) });
const facts = (hall: Hall, id: string, fact: object, by: Name = 'all') => post(hall, 'postAlarmFacts', { facts: [fact] }, by, id);

/** A new incident; its id. */
async function reported(hall: Hall): Promise<{ id: string; version: number }> {
  return hall.get('postIncident', 'all', { json: incident() });
}
async function alarm(hall: Hall): Promise<string> {
  const id = uuidV7();
  await facts(hall, id, raised());
  return id;
}

export const factRequests: Readonly<Record<string, Fresh>> = {
  postSamples: async (hall) => ({ token: tokenOf('all'), json: await sample(hall) }),
  postPositions: async () => ({ token: tokenOf('all'), json: position() }),
  listSamples: async (hall) => ({ token: tokenOf('officer'), params: { id: await indicator(hall) } }),
  listLatestSamples: async (hall) => ({ token: tokenOf('officer'), query: { indicator: await indicator(hall) } }),
  listPositions: async (hall) => {
    const json = position() as { positions: { asset: string }[] };
    await post(hall, 'postPositions', json);
    return { token: tokenOf('officer'), params: { id: json.positions[0]?.asset ?? '' } };
  },
  listFeatures: async (hall) => {
    const { items } = await hall.get<{ items: { id: string }[] }>('listCollections', 'officer');
    return { token: tokenOf('officer'), params: { id: items[0]?.id ?? '' } };
  },
  postIncident: async () => ({ token: tokenOf('all'), json: incident() }),
  getIncident: async (hall) => ({ token: tokenOf('officer'), params: { id: (await reported(hall)).id } }),
  patchIncident: async (hall) => {
    const { id, version } = await reported(hall);
    return { token: tokenOf('all'), params: { id }, json: { version, title: 'another' } };
  },
  postAlarmFacts: async () => ({ token: tokenOf('all'), params: { id: uuidV7() }, json: { facts: [raised()] } }),
  getAlarm: async (hall) => ({ token: tokenOf('officer'), params: { id: await alarm(hall) } }),
  postEvidence: async () => ({ token: tokenOf('all'), bytes: `picture ${uuidV7()}`, type: 'image/png' }),
  getEvidence: async (hall) => {
    const { sha256 } = await hall.get<{ sha256: string }>('postEvidence', 'all', { bytes: uuidV7(), type: 'text/plain' });
    return { token: tokenOf('all'), params: { sha256 } };
  },
};

const NOWHERE = { query: { tier: OTHER_DISTRICT } };

export const factScenarios: Readonly<Record<string, Scenario>> = {
  'postSamples tier-unknown': async (hall) => post(hall, 'postSamples', await sample(hall, { tier: '999999' })),
  'postSamples foreign-tier': async (hall) => post(hall, 'postSamples', await sample(hall, { tier: TOWN }), 'district'),
  'postSamples not-found': async (hall) => post(hall, 'postSamples', await sample(hall, { tier: OTHER_DISTRICT }), 'district'),
  'postSamples indicator-unknown': async (hall) => post(hall, 'postSamples', await sample(hall, { indicator: 'no-such-one' })),
  'postSamples clock-skew': async (hall) => post(hall, 'postSamples', await sample(hall, { t: now(3_600_000) })),
  'postPositions tier-unknown': (hall) => post(hall, 'postPositions', position({ tier: '999999' })),
  'postPositions foreign-tier': (hall) => post(hall, 'postPositions', position({ tier: TOWN }), 'district'),
  'postPositions not-found': (hall) => post(hall, 'postPositions', position({ tier: OTHER_DISTRICT }), 'district'),
  'postPositions clock-skew': (hall) => post(hall, 'postPositions', position({ t: now(3_600_000) })),
  'postPositions asset-conflict': async (hall) => {
    const asset = `truck-${uuidV7().slice(-12)}`;
    await post(hall, 'postPositions', position({ asset }));
    return post(hall, 'postPositions', position({ asset, kind: 'boat', t: now(1) }));
  },
  'listSamples not-acceptable': async (hall) =>
    hall.call('listSamples', 'officer', { params: { id: await indicator(hall) }, headers: { accept: 'image/png' } }),
  'listSamples too-many-points': async (hall) =>
    hall.call('listSamples', 'officer', {
      params: { id: await indicator(hall) },
      query: { from: '2001-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', stepMs: 1000 },
    }),
  'listLatestSamples not-found': (hall) => hall.call('listLatestSamples', 'town', NOWHERE),
  'listAssets not-found': (hall) => hall.call('listAssets', 'town', NOWHERE),
  'listParties not-found': (hall) => hall.call('listParties', 'town', { query: { tier: '999999' } }),
  'listCommands not-found': (hall) => hall.call('listCommands', 'town', NOWHERE),
  'listIncidents not-found': (hall) => hall.call('listIncidents', 'town', NOWHERE),
  'listAlarms not-found': (hall) => hall.call('listAlarms', 'town', NOWHERE),
  // Where the disk has no room either, the bytes of a day are what is looked at first.
  'postEvidence quota': (hall) => hall.call('postEvidence', 'all', { bytes: 'x'.repeat(300_000), type: 'image/png' }),
  'postEvidence 200': async (hall) => {
    const request = { bytes: `picture ${uuidV7()}`, type: 'image/png' };
    await hall.call('postEvidence', 'all', request);
    return hall.call('postEvidence', 'all', request);
  },
  'postIncident 200': async (hall) => {
    const json = incident();
    await post(hall, 'postIncident', json);
    return post(hall, 'postIncident', json);
  },
  'postIncident tier-unknown': (hall) => post(hall, 'postIncident', incident({ tier: '999999' })),
  'postIncident foreign-tier': (hall) => post(hall, 'postIncident', incident({ tier: TOWN }), 'district'),
  'postIncident not-found': (hall) => post(hall, 'postIncident', incident({ tier: OTHER_DISTRICT }), 'district'),
  'patchIncident foreign-tier': async (hall) => {
    const { id, version } = await hall.get<{ id: string; version: number }>('postIncident', 'all', {
      json: incident({ tier: TOWN }),
    });
    return post(hall, 'patchIncident', { version, title: 'another' }, 'district', id);
  },
  'patchIncident demo-account': async (hall) =>
    post(hall, 'patchIncident', { status: 'closed' }, 'rehearsal', (await reported(hall)).id),
  'patchIncident version-conflict': async (hall) => {
    const { id, version } = await reported(hall);
    return post(hall, 'patchIncident', { version: version + 5, title: 'another' }, 'all', id);
  },
  'patchIncident state-conflict': async (hall) => {
    const { id, version } = await reported(hall);
    const closed = await hall.get<{ version: number }>('patchIncident', 'all', {
      params: { id },
      json: { version, status: 'closed' },
    });
    return post(hall, 'patchIncident', { version: closed.version, status: 'acting' }, 'all', id);
  },
  'postAlarmFacts tier-unknown': (hall) => facts(hall, uuidV7(), raised({}, { tier: '999999' })),
  'postAlarmFacts foreign-tier': (hall) => facts(hall, uuidV7(), raised({}, { tier: TOWN }), 'district'),
  'postAlarmFacts demo-account': async (hall) =>
    facts(hall, await alarm(hall), { id: uuidV7(), at: now(), kind: 'acknowledged' }, 'rehearsal'),
  'postAlarmFacts not-found': (hall) => facts(hall, uuidV7(), { id: uuidV7(), at: now(), kind: 'acknowledged' }),
  'postAlarmFacts fact-conflict': async (hall) => {
    const id = uuidV7();
    const fact = raised();
    await facts(hall, id, fact);
    return facts(hall, id, { ...fact, note: 'another' });
  },
  'postAlarmFacts reason-missing': async (hall) =>
    facts(hall, await alarm(hall), { id: uuidV7(), at: now(), kind: 'shelved', until: now(60_000) }),
  'postAlarmFacts shelve-limit': async (hall) =>
    facts(hall, await alarm(hall), { id: uuidV7(), at: now(), kind: 'shelved', note: 'why', until: now(1000 * 3_600_000) }),
};
