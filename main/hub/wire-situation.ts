import type { Topics } from './feed/index.js';
import type { BackendLink } from './link/index.js';
import { situationSource } from './situation-calls.js';
import { Indexer, Search, SituationFollower, SituationQueries } from './situation/index.js';
import type { SituationStore } from './store/index.js';

/** The parts of the situation, joined with the link they read from and the topics they are shown by. */
export type SituationRoom = {
  readonly follower: SituationFollower;
  readonly queries: SituationQueries;
  readonly search: Search;
  /** Resolves when what is under way is written down. */
  close(): Promise<void>;
};

export function wireSituation(
  store: SituationStore,
  link: Pick<BackendLink, 'call' | 'serverNow' | 'state'>,
  topics: () => Topics,
): SituationRoom {
  const source = situationSource(link);
  const indexer = new Indexer(store.search);
  const now = (): number => link.serverNow();
  const follower = new SituationFollower({
    ...{ store, source, indexer, now },
    listener: {
      onSamples: (samples) => topics().takeSamples(samples),
      onPositions: (positions) => topics().takePositions(positions),
      onChanged: ({ indicators, incidents, alarms, assets }) => {
        if (indicators !== undefined) topics().change('indicators', indicators.upserts, indicators.removed);
        if (incidents !== undefined) topics().change('incidents', incidents.upserts, incidents.removed);
        if (alarms !== undefined) topics().change('alarms', alarms.upserts, alarms.removed);
        if (assets !== undefined) topics().change('assets', assets.upserts, assets.removed);
      },
      onRefill: () => {
        topics().clear('values');
        topics().clear('positions');
      },
    },
  });
  return {
    follower,
    queries: new SituationQueries({ store, source, follower, isLive: () => link.state.state === 'live', now }),
    search: new Search(indexer, source),
    close: async () => {
      await follower.close();
      await indexer.close();
    },
  };
}
