import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandSummary, WallBridge, WallContext } from '../../preload/contract/index.js';
import { ErrorBoundary } from '../kit/index.js';
import type { Place } from '../map/index.js';
import { rectOf, tilesOf, type PlacedTile, type TileKind } from './layout.js';
import { Status } from './Status.js';
import { Title } from './Title.js';
import { TreeTile } from './TreeTile.js';

type Props = {
  readonly bridge: WallBridge;
  readonly context: WallContext;
  readonly places: ReadonlyMap<string, Place> | undefined;
  readonly command: CommandSummary | null;
};

const percent = (part: number): string => `${part * 100}%`;

function cellStyle({ cells }: PlacedTile): CSSProperties {
  const { left, top, width, height } = rectOf(cells);
  return { left: percent(left), top: percent(top), width: percent(width), height: percent(height) };
}

/** The tiles of this panel, each with its own error boundary. */
export function Tiles({ bridge, context: { panel, panels }, places, command }: Props): ReactElement {
  const { t } = useTranslation();
  const content: Readonly<Record<TileKind, () => ReactNode>> = {
    title: () => <Title places={places} />,
    tree: () => places !== undefined && <TreeTile command={command} places={places} />,
    compactTree: () => places !== undefined && <TreeTile command={command} places={places} compact />,
    status: () => <Status />,
    provenance: () => <p className="note provenance">{t('wall.source')}</p>,
  };
  return (
    <>
      {tilesOf(panels)
        .filter((tile) => tile.panel === panel.id)
        .map((tile) => (
          <section
            key={tile.kind}
            className={`tile ${tile.kind === 'compactTree' ? 'tree' : tile.kind}`}
            data-chrome={tile.kind}
            style={cellStyle(tile)}
          >
            <ErrorBoundary
              onFault={(fault) => {
                bridge.fault(fault);
              }}
              fallback={() => <p className="note">{t('wall.fault')}</p>}
            >
              {content[tile.kind]()}
            </ErrorBoundary>
          </section>
        ))}
    </>
  );
}
