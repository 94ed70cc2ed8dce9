import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Marked, useFormat } from '../kit/index.js';
import { modeLook } from '../kit/look.js';
import type { Place } from '../map/index.js';
import { useNow, usePicture } from '../state/index.js';

/** Whose wall this is, and the time by the server's clock. */
export function Title({ places }: { readonly places: ReadonlyMap<string, Place> | undefined }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const tier = usePicture((picture) => picture.tier);
  const mode = usePicture((picture) => picture.mode);
  const name = tier === undefined ? undefined : places?.get(tier)?.name;
  return (
    <h1>
      {name === undefined ? t('wall.waiting') : t('wall.title', { tier: name })}
      {mode === 'drill' && <Marked look={modeLook.drill} />}
      <time>{format.clock(now)}</time>
    </h1>
  );
}
