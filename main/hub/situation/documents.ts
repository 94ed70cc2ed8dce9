import type { Asset, Frozen, Incident, Party, Template, Tier } from '../../../preload/contract/index.js';
import type { SearchDocument } from '../store/index.js';

/** The wider a thing is, the likelier it is meant. */
const TIER_WEIGHT = { city: 0, district: 1, town: 3 } as const;
const WEIGHT = { template: 2, incident: 4, command: 5, party: 6, asset: 7 } as const;

export const tierDocument = ({ code, name, level, parent }: Tier): SearchDocument => ({
  ...{ kind: 'tier', key: code, title: name, tier: code, place: parent },
  ...{ body: '', weight: TIER_WEIGHT[level] },
});

export const templateDocument = ({ id, title, text }: Template): SearchDocument => ({
  ...{ kind: 'template', key: id, title, tier: null, place: null },
  ...{ body: text, weight: WEIGHT.template },
});

export const partyDocument = ({ id, name, tier }: Party): SearchDocument => ({
  ...{ kind: 'party', key: id, title: name, tier, place: tier },
  ...{ body: '', weight: WEIGHT.party },
});

export const incidentDocument = ({ id, title, kind, source, tier }: Incident): SearchDocument => ({
  ...{ kind: 'incident', key: id, title, tier, place: tier },
  ...{ body: `${kind} ${source}`, weight: WEIGHT.incident },
});

export const assetDocument = ({ id, name, kind, tier }: Asset): SearchDocument => ({
  ...{ kind: 'asset', key: id, title: name, tier, place: tier },
  ...{ body: kind, weight: WEIGHT.asset },
});

export const commandDocument = (title: string, { id, text, issuer: { tier } }: Frozen): SearchDocument => ({
  ...{ kind: 'command', key: id, title, tier, place: tier },
  ...{ body: text, weight: WEIGHT.command },
});
