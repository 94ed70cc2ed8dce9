import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SearchKind } from '../../../../preload/contract/index.js';
import type { Database } from '../../../sqlite/index.js';
import { openDatabase } from '../../../sqlite/index.js';
import { cacheMigrations } from '../migrations/cache/index.js';
import type { SearchDocument } from './search-index.js';
import { SearchIndex } from './search-index.js';
import { soundOf } from './sound.js';

let database: Database;
let index: SearchIndex;
beforeEach(async () => {
  const opened = await openDatabase(':memory:', { synchronous: 'NORMAL', migrations: cacheMigrations });
  if (!opened.ok) throw new Error(opened.error.code);
  database = opened.value;
  index = new SearchIndex(database);
});
afterEach(() => database.close());

const document = (kind: SearchKind, key: string, title: string, more: Partial<SearchDocument> = {}): SearchDocument => ({
  ...{ kind, key, title, tier: '500108', place: '500108', body: '', weight: 3 },
  ...more,
});
const CITY = document('tier', '500000', '重庆市', { tier: '500000', place: null, weight: 0 });
const NAN_AN = document('tier', '500108', '南岸区', { place: '500000', weight: 1 });
const YU_ZHONG = document('tier', '500103', '渝中区', { tier: '500103', place: '500000', weight: 1 });
const TOWN = document('tier', '500108001', '南坪街道', { tier: '500108001', place: '500108' });
const PARTY = document('party', '500108-water', '南岸区水利局', { weight: 6 });
const FLOOD = document('incident', 'i-1', '长江南岸段水位超警戒', { body: 'flood 市水利局', weight: 4 });
const PATROL = document('template', 'flood-patrol', '汛情巡查', {
  tier: null,
  place: null,
  body: '请{district}立即巡查',
  weight: 2,
});
const TRUCK = document('asset', '渝A·12345', '渣土车 渝Ａ·12345', { body: 'truck', weight: 7 });
const ALL = [CITY, NAN_AN, YU_ZHONG, TOWN, PARTY, FLOOD, PATROL, TRUCK];

const found = async (query: string): Promise<string[]> => (await index.find(query, 20)).map(({ title }) => title);

describe('search', () => {
  beforeEach(() => index.put(ALL));

  it.each([
    ['the exact name before what begins so, before what has it inside', '南岸区', ['南岸区', '南岸区水利局']],
    ['one and two Han characters', '南岸', ['南岸区', '南岸区水利局', '长江南岸段水位超警戒']],
    ['one Han character', '汛', ['汛情巡查']],
    ['three characters inside a title', '位超警', ['长江南岸段水位超警戒']],
    ['initials', 'naq', ['南岸区', '南岸区水利局']],
    ['two initials', 'yz', ['渝中区']],
    ['initials inside a title', 'swcj', ['长江南岸段水位超警戒']],
    ['full pinyin', 'nananqu', ['南岸区', '南岸区水利局']],
    ['pinyin with an apostrophe and a space', "nan'an qu", ['南岸区', '南岸区水利局']],
    ['pinyin from a later syllable on', 'shuiliju', ['南岸区水利局']],
    ['the reading of the whole phrase', 'chongqing', ['重庆市']],
    ['initials by any reading', 'cqs', ['重庆市']],
    ['initials by the other reading', 'zqs', ['重庆市']],
    ['a code', '500103', ['渝中区']],
    ['the beginning of an id', 'flood-p', ['汛情巡查']],
    ['an id in any case and width', '渝ａ·12345', ['渣土车 渝Ａ·12345']],
    ['what stands in the text', '立即巡查', ['汛情巡查']],
    ['several words, each somewhere', '超警戒 市水利', ['长江南岸段水位超警戒']],
    ['words with a control character between them', '超警戒\u0000市水利', ['长江南岸段水位超警戒']],
  ])('finds by %s', async (_name, query, titles) => {
    expect(await found(query)).toEqual(titles);
  });

  it.each([
    ['the middle of a syllable', 'ananqu'],
    ['a part of the operators of the index', '" OR "'],
    ['a sign that matches anything elsewhere', '%'],
    ['nothing', '   '],
    ['a control character alone', '\u0000'],
    ['one at the end of a word that is not there', 'abcd\u0000'],
  ])('finds nothing by %s', async (_name, query) => {
    expect(await found(query)).toEqual([]);
  });

  it('tells what it is and where', async () => {
    expect(await index.find('南坪街道', 1)).toEqual([
      { kind: 'tier', id: '500108001', title: '南坪街道', tier: '500108001', where: '南岸区' },
    ]);
    expect(await index.find('汛情巡查', 1)).toEqual([{ kind: 'template', id: 'flood-patrol', title: '汛情巡查' }]);
  });

  it('follows a title that changes, and forgets what is gone', async () => {
    await index.put([{ ...FLOOD, title: '嘉陵江退水' }]);
    expect(await found('超警戒')).toEqual([]);
    expect(await found('jialingjiang')).toEqual(['嘉陵江退水']);
    await index.replace('tier', [CITY, YU_ZHONG]);
    expect(await found('naq')).toEqual(['南岸区水利局']);
    await index.remove('incident', ['i-1']);
    expect(await found('嘉陵江')).toEqual([]);
  });

  it('writes nothing where nothing changed', async () => {
    const version = async (): Promise<unknown> => database.get('SELECT total_changes() AS n');
    const before = await version();
    await index.put(ALL);
    await index.replace('party', [PARTY]);
    expect(await version()).toEqual(before);
  });
});

describe('soundOf', () => {
  it.each([
    ['重庆', ' cq zq ', ' chongqing qing '],
    ['120急救', ' 120jj ', ' 120jijiu 20jijiu 0jijiu jijiu jiu '],
    ['绿（A）', ' la ', ' lva a '],
    ['·', ' ', ' '],
  ])('of %s: initials %j, sound %j', (title, initials, sound) => {
    expect(soundOf(title)).toEqual({ initials, sound });
  });

  it('bounds what a long title with many readings costs', () => {
    const { initials, sound } = soundOf('重'.repeat(300));
    expect(initials.trim().split(' ').length).toBeLessThanOrEqual(16);
    expect(sound.trim().split(' ')).toHaveLength(24);
  });
});
