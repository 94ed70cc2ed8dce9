import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinkState } from '../../preload/contract/index.js';
import { Marked, modeLook, Shape, useFormat } from '../kit/index.js';
import { hubNow, useDataAge, useDesk, useNow, usePicture } from '../state/index.js';
import { useDeskContext } from './desk-context.js';
import { consoleUi, useConsoleUi } from './desk-store.js';
import { Notices } from './Notices.js';
import { Problem, useProblemText } from './Problem.js';

const isUnsettled = (state: LinkState): boolean => state !== 'live';

function LinkItem(): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const link = usePicture((picture) => picture.link);
  useNow();
  if (link === undefined) return null;
  const hub = hubNow();
  const retryMs = link.retryAt === undefined || hub === undefined ? undefined : link.retryAt - hub;
  return (
    <span className="strip-item" data-unsettled={isUnsettled(link.state)}>
      {isUnsettled(link.state) && <Shape name="late" />}
      {t('strip.link')} <b>{t(`strip.linkState.${link.state}`)}</b>
      {link.state === 'live' && link.roundTripMs !== undefined && <span>{Math.round(link.roundTripMs)} ms</span>}
      {link.state === 'offline' && retryMs !== undefined && retryMs > 0 && (
        <span>{t('strip.retry', { span: format.duration(retryMs) })}</span>
      )}
      {link.problem !== undefined && <span className="strip-why">{problemText(link.problem)}</span>}
    </span>
  );
}

function WallItem(): ReactElement {
  const { t } = useTranslation();
  const { panels } = useDeskContext().context;
  if (panels.length === 0) return <span className="strip-item">{t('strip.wallNone')}</span>;
  const away = panels.filter((panel) => panel.state !== 'shown');
  const broken = away.some((panel) => panel.state !== 'starting');
  return (
    <span className="strip-item" data-unsettled={broken}>
      {broken && <Shape name="late" />}
      {t('strip.wall')}{' '}
      <b>
        {panels.length - away.length}/{panels.length}
      </b>
      {away.map((panel) => (
        <span key={panel.id}>{t(`strip.panel.${panel.state}`, { id: panel.id })}</span>
      ))}
    </span>
  );
}

function SiteItem(): ReactElement | null {
  const { t } = useTranslation();
  const { siteFaults, siteSource } = useDeskContext().context;
  if (siteFaults.length === 0) {
    return siteSource === 'file' ? null : (
      <span className="strip-item">{t(siteSource === 'displays' ? 'strip.siteDisplays' : 'strip.siteLastGood')}</span>
    );
  }
  return (
    <details className="strip-item strip-site">
      <summary>
        <Shape name="triangle" /> {t('strip.site', { n: siteFaults.length })}
      </summary>
      <div className="strip-sheet">
        <h3>{t('strip.siteTitle')}</h3>
        {siteSource !== 'file' && <p>{t(siteSource === 'displays' ? 'strip.siteDisplays' : 'strip.siteLastGood')}</p>}
        <dl>
          {siteFaults.map((fault) => (
            <div key={`${fault.path} ${fault.code}`}>
              <dt>
                {fault.path} <span className="mono">{fault.code}</span>
              </dt>
              <dd>{fault.message}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

export function Strip(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = usePicture((picture) => picture.mode);
  const age = useDataAge();
  const waiting = useDesk((desk) => desk.outbox.filter((item) => item.state === 'held' || item.state === 'sending').length) ?? 0;
  const problem = useConsoleUi((ui) => ui.problem);
  return (
    <footer className="strip">
      {mode !== undefined && <Marked look={modeLook[mode]} />}
      <LinkItem />
      <span className="strip-item" data-unsettled={mode === 'offline'}>
        {t('strip.data')} <b>{age === undefined ? t('strip.dataNone') : format.age(age)}</b>
      </span>
      <WallItem />
      <span className="strip-item">
        {t('strip.outbox')} <b>{waiting}</b>
      </span>
      <SiteItem />
      <Notices />
      <span className="spring" />
      {problem !== undefined && <Problem problem={problem} />}
      <button
        type="button"
        className="quiet"
        onClick={() => {
          consoleUi.setState({ overlay: 'help' });
        }}
      >
        <kbd>{t('key.f1')}</kbd> {t('strip.help')}
      </button>
    </footer>
  );
}
