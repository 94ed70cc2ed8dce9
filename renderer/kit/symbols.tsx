import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Look, SymbolName } from './look.js';
import { symbols } from './look.js';
import './symbols.css';

export * from './look.js';

/** The shape alone, as large as the text beside it; decorative, so a word must stand next to it. */
export function Shape({ name, colour }: { readonly name: SymbolName; readonly colour?: string }): ReactElement {
  return (
    <svg className="shape" viewBox="0 0 24 24" aria-hidden="true" focusable="false" style={{ color: colour }}>
      {symbols[name].map((paint) =>
        'width' in paint ? (
          <path key={paint.d} d={paint.d} fill="none" stroke="currentColor" strokeWidth={paint.width} strokeLinejoin="round" />
        ) : (
          <path key={paint.d} d={paint.d} fill="currentColor" fillRule={'evenOdd' in paint ? 'evenodd' : undefined} />
        ),
      )}
    </svg>
  );
}

/** Shape and word in their colour, e.g. ▲ 超时. */
export function Marked({ look, word }: { readonly look: Look; readonly word?: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="marked" style={{ color: look.colour }}>
      <Shape name={look.symbol} />
      {word ?? t(look.wordKey)}
    </span>
  );
}
