import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Shape, useFormat } from '../kit/index.js';
import { useDataAge, useDiagnostics, usePicture } from '../state/index.js';
import { Aside } from './Aside.js';
import { Dialog } from './Dialog.js';
import { figureRows } from './figures.js';
import { useProblemText } from './Problem.js';

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function LinkPart(): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const link = usePicture((picture) => picture.link);
  const age = useDataAge();
  if (link === undefined) return null;
  return (
    <section>
      <h3>{t('diagnostics.link')}</h3>
      <dl className="figures">
        <Row name={t('diagnostics.state')}>
          <b>{t(`strip.linkState.${link.state}`)}</b>
        </Row>
        <Row name={t('diagnostics.age')}>{age === undefined ? t('strip.dataNone') : format.age(age)}</Row>
        <Row name={t('diagnostics.roundTrip')}>{link.roundTripMs === undefined ? '—' : `${Math.round(link.roundTripMs)} ms`}</Row>
        <Row name={t('diagnostics.offset')}>
          {link.clockOffsetMs === undefined ? '—' : `${Math.round(link.clockOffsetMs)} ms`}
        </Row>
      </dl>
      {link.problem !== undefined && <p className="diagnostics-problem">{problemText(link.problem)}</p>}
    </section>
  );
}

function Files(): ReactElement {
  const { t } = useTranslation();
  const files = useDiagnostics((told) => told.files) ?? [];
  const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  return (
    <section>
      <h3>{t('diagnostics.files')}</h3>
      <dl className="figures">
        {files.map(({ name, state, bytes, logBytes }) => (
          <Row key={name} name={name}>
            {state !== 'ok' && <Shape name="late" />} {t(`diagnostics.fileState.${state}`)} · {megabytes(bytes)}
            {logBytes > 0 && ` + ${megabytes(logBytes)}`}
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Windows(): ReactElement {
  const { t } = useTranslation();
  const windows = useDiagnostics((told) => told.windows) ?? [];
  return (
    <section>
      <h3>{t('diagnostics.windows', { n: windows.length })}</h3>
      <dl className="figures">
        {windows.map(({ role, unshown, owed }, index) => (
          <Row key={index} name={t(`diagnostics.role.${role}`)}>
            {owed && <Shape name="late" />} {t('diagnostics.unshown', { n: unshown })}
            {owed && ` · ${t('diagnostics.owed')}`}
          </Row>
        ))}
      </dl>
    </section>
  );
}

function Figures(): ReactElement {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const figures = useDiagnostics((told) => told.figures) ?? {};
  return (
    <section className="diagnostics-wide">
      <h3>{t('diagnostics.figures')}</h3>
      <dl className="figures figures-many">
        {figureRows(figures, format.duration).map(({ name, text }) => (
          <Row key={name} name={i18n.exists(`diagnostics.figure.${name}`) ? t(`diagnostics.figure.${name}`) : name}>
            {text}
          </Row>
        ))}
      </dl>
    </section>
  );
}

/** How the hall's own data service is: for whoever looks after it. */
export function Diagnostics({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog label={t('diagnostics.title')} onClose={onClose}>
      <div className="diagnostics" tabIndex={0} autoFocus role="region" aria-label={t('diagnostics.title')}>
        <h2>{t('diagnostics.title')}</h2>
        <LinkPart />
        <div className="diagnostics-column">
          <Files />
          <Windows />
        </div>
        <Aside />
        <Figures />
      </div>
      <button type="button" className="quiet" onClick={onClose}>
        <kbd>{t('key.esc')}</kbd> {t('help.close')}
      </button>
    </Dialog>
  );
}
