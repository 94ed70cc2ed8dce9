import { pinyin, polyphonic } from 'pinyin-pro';

/** Syllables of a title that are read aloud; nobody types more. */
const SYLLABLES_MOST = 24;
/** Ways to read one title that are kept. */
const READINGS_MOST = 16;

/**
 * How a title is typed by its sound. `sound`: the syllables from each of them to the end, as the whole phrase is read
 * (`␣nananqu␣anqu␣qu␣`; ü as v). `initials`: the first letters of the syllables, one word for each way to read them (`␣naq␣nao␣`),
 * because who types initials thinks of single characters: 重 is chong in 重庆 and zhong alone. Signs and spaces are left out.
 */
export function soundOf(title: string): { readonly initials: string; readonly sound: string } {
  const characters = [...title.normalize('NFKC').toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character));
  const text = characters.slice(0, SYLLABLES_MOST).join('');
  if (text === '') return { initials: ' ', sound: ' ' };
  const read = pinyin(text, { toneType: 'none', type: 'array', v: true });
  const readings = polyphonic(text, { toneType: 'none', type: 'array', v: true });
  const suffixes = read.map((_, index) => read.slice(index).join(''));
  let words: string[] = [''];
  for (const [index, syllable] of read.entries()) {
    const letters = new Set([syllable, ...(readings[index] ?? [])].map((reading) => reading.charAt(0)));
    words = words.flatMap((word) => [...letters].map((letter) => word + letter)).slice(0, READINGS_MOST);
  }
  return { initials: ` ${words.join(' ')} `, sound: ` ${suffixes.join(' ')} ` };
}
