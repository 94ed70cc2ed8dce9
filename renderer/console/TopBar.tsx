import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { directiveLook, Shape, useFormat } from '../kit/index.js';
import { useDesk, useNow, usePicture } from '../state/index.js';
import { isRunning } from './command-view.js';
import { useAsk, useTiers } from './desk-context.js';
import { consoleUi } from './desk-store.js';

function Clock(): ReactElement {
  const now = useNow();
  const format = useFormat();
  return (
    <span className="clock">
      <span className="clock-day">{format.day(now)}</span>
      <time dateTime={new Date(now).toISOString()}>{format.clock(now)}</time>
    </span>
  );
}

function Account(): ReactElement {
  const { t } = useTranslation();
  const ask = useAsk();
  const account = useDesk((desk) => desk.session?.account);
  if (account === undefined) return <span className="top-account">{t('top.noAccount')}</span>;
  return (
    <span className="top-account">
      {t('top.account', { name: account })}
      <button type="button" className="quiet" onClick={() => void ask('logOut', null)}>
        {t('top.logOut')}
      </button>
    </span>
  );
}

export function TopBar(): ReactElement {
  const { t } = useTranslation();
  const tiers = useTiers();
  const code = usePicture((picture) => picture.tier);
  const overdue =
    usePicture((picture) =>
      picture.commands.reduce((sum, command) => sum + (isRunning(command) ? command.rollUp.reached.overdue : 0), 0),
    ) ?? 0;
  const here = code === undefined ? undefined : tiers.get(code);
  return (
    <header className="top">
      <strong className="top-name">{t('app.name')}</strong>
      <span className="top-tier">
        {here === undefined ? code : t('tier.here', { name: here.name, role: t(`tier.role.${here.level}`) })}
      </span>
      <Account />
      <span className="spring" />
      <button
        type="button"
        className="quiet"
        onClick={() => {
          consoleUi.setState({ overlay: 'palette' });
        }}
      >
        <kbd>{t('key.ctrlK')}</kbd> {t('top.search')}
      </button>
      {overdue > 0 && (
        <span className="top-overdue" style={{ color: directiveLook.overdue.colour }}>
          <Shape name={directiveLook.overdue.symbol} /> {t('top.overdue', { n: overdue })}
        </span>
      )}
      <Clock />
    </header>
  );
}
