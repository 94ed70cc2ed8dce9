/**
 * Width of a text in em, from a table and not from the browser, so that every window gets the same number.
 * Noto Sans SC sets Han and full-width characters on 1 em; its Latin letters and digits average 0.56 em.
 */
export const textEm = (text: string): number =>
  [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) >= 0x2e80 ? 1 : 0.56), 0);

/** Height of a line of text, em: Noto Sans SC's ink with its descenders. */
export const LINE_EM = 1.16;
