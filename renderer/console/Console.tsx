import type { ReactElement, ReactNode } from 'react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { ConsoleBridge, ConsoleContext } from '../../preload/contract/index.js';
import { ErrorBoundary } from '../kit/index.js';
import { useHeartbeat, usePicture } from '../state/index.js';
import { ActPane } from './ActPane.js';
import { Bands } from './Bands.js';
import { DeskContextProvider } from './desk-context.js';
import { consoleUi, useConsoleUi } from './desk-store.js';
import { Diagnostics } from './Diagnostics.js';
import { Happened } from './Happened.js';
import { Help } from './Help.js';
import { Palette } from './Palette.js';
import { useOutboxDecides } from './issuing.js';
import { useFollowIssued } from './selection.js';
import { Strip } from './Strip.js';
import { TopBar } from './TopBar.js';
import { TreePane } from './TreePane.js';
import { useHotKeys } from './use-hot-keys.js';
import './console.css';
import './columns.css';
import './tree.css';
import './act.css';
import './diagnostics.css';

const closeOverlay = (): void => {
  consoleUi.setState({ overlay: undefined });
};

function Guard({ bridge, children }: { readonly bridge: ConsoleBridge; readonly children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <ErrorBoundary
      onFault={(fault) => {
        bridge.fault(fault);
      }}
      fallback={(retry) => (
        <div className="column empty" role="alert">
          <p className="empty-title">{t('fault.title')}</p>
          <p>{t('fault.do')}</p>
          <button type="button" className="primary" onClick={retry}>
            {t('fault.retry')}
          </button>
        </div>
      )}
    >
      {children}
    </ErrorBoundary>
  );
}

function Layout({ bridge }: { readonly bridge: ConsoleBridge }): ReactElement {
  useHotKeys();
  useFollowIssued();
  useOutboxDecides();
  const mode = usePicture((picture) => picture.mode);
  const isLost = useHeartbeat().lostSinceMs !== undefined;
  const overlay = useConsoleUi((ui) => ui.overlay);
  return (
    <div className="console" data-frame={mode} data-lost={isLost}>
      <Guard bridge={bridge}>
        <TopBar />
      </Guard>
      <Guard bridge={bridge}>
        <Bands />
      </Guard>
      <main className="columns">
        <Guard bridge={bridge}>
          <Happened />
        </Guard>
        <Guard bridge={bridge}>
          <TreePane />
        </Guard>
        <Guard bridge={bridge}>
          <ActPane />
        </Guard>
      </main>
      <Guard bridge={bridge}>
        <Strip />
      </Guard>
      {overlay === 'palette' && <Palette onClose={closeOverlay} />}
      {overlay === 'help' && <Help onClose={closeOverlay} />}
      {overlay === 'diagnostics' && <Diagnostics onClose={closeOverlay} />}
    </div>
  );
}

type Props = { readonly bridge: ConsoleBridge; readonly hall: StoreApi<ConsoleContext> };

export function Console({ bridge, hall }: Props): ReactElement {
  const context = useStore(hall);
  const { i18n } = useTranslation();
  useEffect(() => {
    void i18n.changeLanguage(context.locale);
    document.documentElement.lang = context.locale;
  }, [context.locale, i18n]);
  const desk = useMemo(() => ({ bridge, context }), [bridge, context]);
  return (
    <DeskContextProvider value={desk}>
      <Layout bridge={bridge} />
    </DeskContextProvider>
  );
}
