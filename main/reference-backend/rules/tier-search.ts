import { pinyin } from 'pinyin-pro';
import type { Tier } from '../../../preload/contract/index.js';

/** How a name is typed by its sound. */
type Sound = {
  /** the syllables from each of them to the end, joined: `yuzhongqu`, `zhongqu`, `qu` */
  readonly from: readonly string[];
  /** the first letters of the syllables */
  readonly initials: string;
};

const sounds = new Map<string, Sound>();

/** Made once per name: reading a name aloud needs its whole phrase (重庆 is chongqing, 重 alone may be zhong). */
function soundOf(name: string): Sound {
  const known = sounds.get(name);
  if (known !== undefined) return known;
  const syllables = pinyin(name, { toneType: 'none', type: 'array', v: true }).map((syllable) => syllable.toLowerCase());
  const sound = {
    from: syllables.map((_, index) => syllables.slice(index).join('')),
    initials: syllables.map((syllable) => syllable.charAt(0)).join(''),
  };
  sounds.set(name, sound);
  return sound;
}

/** How well a tier fits, 0 best; undefined: not at all. */
function rankOf({ name, code }: Tier, typed: string, sound: string): number | undefined {
  if (name === typed || code === typed) return 0;
  if (name.startsWith(typed) || code.startsWith(typed)) return 1;
  if (sound !== '') {
    const { from, initials } = soundOf(name);
    if (from[0]?.startsWith(sound) === true) return 2;
    if (initials.startsWith(sound)) return 3;
    if (from.some((rest) => rest.startsWith(sound))) return 5;
  }
  return name.includes(typed) ? 4 : undefined;
}

/**
 * Tiers by a part of the name, the beginning of the code, or the sound: pinyin without tones from any syllable on
 * (`yuzhong`, `zhongqu`; ü as v), or the initials from the first (`yz`). Best first, else in the order given.
 */
export function searchTiers(tiers: readonly Tier[], query: string): Tier[] {
  const typed = query.normalize('NFKC').trim();
  const sound = /^[a-zü' ]+$/i.test(typed) ? typed.toLowerCase().replace(/[' ]/g, '').replaceAll('ü', 'v') : '';
  return tiers
    .flatMap((tier) => {
      const rank = rankOf(tier, typed, sound);
      return rank === undefined ? [] : [{ tier, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ tier }) => tier);
}
