import { useEffect, useMemo } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { WallBridge, WallContext } from '../../preload/contract/index.js';
import { ErrorBoundary } from '../kit/index.js';
import { usePicture } from '../state/index.js';
import { Frame } from './Frame.js';
import { LostBand } from './LostBand.js';
import { MapPane } from './MapPane.js';
import { Tiles } from './Tiles.js';
import { shownCommand } from './tree-rule.js';
import { typeProperties } from './type.js';
import { useMapResources } from './use-map-resources.js';

type Props = { readonly bridge: WallBridge; readonly place: StoreApi<WallContext> };

/** One panel: the map over all of it, tiles on top, the wall's frame around. */
export function WallWindow({ bridge, place }: Props): ReactElement {
  const { t } = useTranslation();
  const context = useStore(place);
  const { panel } = context;
  useEffect(() => {
    document.documentElement.dataset['panel'] = panel.id;
    document.title = `yilan wall ${panel.id}`;
  }, [panel.id]);
  const { resources, failed } = useMapResources(bridge);
  const commands = usePicture((picture) => picture.commands);
  const focus = usePicture((picture) => picture.focus);
  const command = useMemo(() => shownCommand(commands ?? [], focus ?? null), [commands, focus]);
  const broken = (reason: string): ReactElement => <p className="broken">{t('wall.noMap', { reason })}</p>;
  const report: WallBridge['fault'] = (fault) => {
    bridge.fault(fault);
  };

  return (
    <div className="wall" style={{ ...typeProperties(panel), width: panel.width, height: panel.height }}>
      <ErrorBoundary onFault={report} fallback={() => broken(t('wall.fault'))}>
        {resources !== undefined && <MapPane bridge={bridge} context={context} resources={resources} command={command} />}
        {failed && broken(t('wall.noData'))}
      </ErrorBoundary>
      <Tiles bridge={bridge} context={context} places={resources?.places} command={command} />
      <LostBand />
      <Frame panel={panel} panels={context.panels} />
    </div>
  );
}
