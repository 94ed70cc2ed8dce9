import { DISTRICT, now, OTHER_DISTRICT, tokenOf, uuidV7 } from '../town.js';
import type { Fresh, Scenario } from './scenario.js';

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const cap = (identifier: string, { version = '1.2', tier = DISTRICT, event = 'Rainstorm', extra = '' } = {}): string =>
  `<alert xmlns="urn:oasis:names:tc:emergency:cap:${version}"><identifier>${identifier}</identifier><sender>contract</sender>` +
  `<sent>${now().replace(/\.\d+Z$/, '-00:00')}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>` +
  `<info><category>Met</category><event>${event}</event><urgency>Immediate</urgency><severity>Severe</severity>` +
  `<certainty>Observed</certainty>${extra}<area><areaDesc>somewhere</areaDesc>` +
  `<geocode><valueName>GB/T 2260</valueName><value>${tier}</value></geocode></area></info></alert>`;
const request = (bytes: string | Uint8Array, by: 'all' | 'district' = 'all') => ({
  token: tokenOf(by),
  bytes,
  type: 'application/cap+xml',
});

export const warningRequests: Readonly<Record<string, Fresh>> = {
  postWarning: async () => request(XML + cap(uuidV7())),
  getWarning: async ({ client }) => {
    const { id } = await client.get<{ id: string }>('postWarning', request(XML + cap(uuidV7())));
    return { token: tokenOf('officer'), params: { id } };
  },
};

export const warningScenarios: Readonly<Record<string, Scenario>> = {
  'postWarning 200': async ({ client }) => {
    const same = request(XML + cap(uuidV7()));
    await client.call('postWarning', same);
    return client.call('postWarning', same);
  },
  'postWarning warning-conflict': async ({ client }) => {
    const id = uuidV7();
    const text = XML + cap(id);
    await client.call('postWarning', request(text));
    return client.call('postWarning', request(text.replace('Rainstorm', 'Flood')));
  },
  'postWarning schema': ({ client }) => client.call('postWarning', request(`${XML}<other/>`)),
  'postWarning syntax': ({ client }) => client.call('postWarning', request('<alert')),
  'postWarning cap-version': ({ client }) => client.call('postWarning', request(XML + cap(uuidV7(), { version: '1.1' }))),
  'postWarning cap-doctype': ({ client }) => client.call('postWarning', request(`${XML}<!DOCTYPE alert []>${cap(uuidV7())}`)),
  'postWarning cap-encoding': ({ client }) =>
    client.call('postWarning', request(XML.replace('UTF-8', 'EBCDIC-INT') + cap(uuidV7()))),
  'postWarning cap-limits': ({ client }) => client.call('postWarning', request(XML + '<a>'.repeat(2000) + '</a>'.repeat(2000))),
  'postWarning not-found': ({ client }) =>
    client.call('postWarning', request(XML + cap(uuidV7(), { tier: OTHER_DISTRICT }), 'district')),
};
