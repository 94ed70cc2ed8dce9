import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadResources } from '../resources.js';
import { searchTiers } from './tier-search.js';

const tiers = loadResources(join(import.meta.dirname, '../../../resources')).tiers.at('2026-07-01');
const names = (query: string): string[] => searchTiers(tiers, query).map(({ name }) => name);

describe('searchTiers', () => {
  it.each([
    ['chongqing', '重庆市'],
    ['yuzhong', '渝中区'],
    ['fuling', '涪陵区'],
    ['qijiang', '綦江区'],
    ['wanzhou', '万州区'],
    ['changshou', '长寿区'],
    ['dazu', '大足区'],
    ['beibei', '北碚区'],
    ['tongnan', '潼南区'],
    ['bishan', '璧山区'],
    ['youyang', '酉阳土家族苗族自治县'],
    ['shapingba', '沙坪坝区'],
    ['dian jiang', '垫江县'],
    ["Wu'shan", '巫山县'],
    ['500103', '渝中区'],
    ['渝中', '渝中区'],
    ['５００１０３', '渝中区'],
  ])('finds %s', (query, name) => {
    expect(names(query)[0]).toBe(name);
  });

  it('finds by initials and by a later syllable', () => {
    expect(names('yz')).toContain('渝中区');
    expect(names('dkq')).not.toContain('大渡口区');
    expect(names('ddkq')).toEqual(['大渡口区']);
    expect(names('dukou')).toContain('大渡口区');
    expect(names('zhongqu')).toContain('渝中区');
  });

  it('finds nothing for what is no name', () => {
    expect([names('qqqq'), names('%'), names('重庆x')]).toEqual([[], [], []]);
  });
});
