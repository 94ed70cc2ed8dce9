import { describe, expect, it } from 'vitest';
import { servedFile } from './served-file.js';

const served = { origin: 'app://yilan', pages: '/opt/yilan/dist/renderer', resources: '/opt/yilan/resources' };

describe('servedFile', () => {
  it.each([
    ['app://yilan/wall.html', '/opt/yilan/dist/renderer/wall.html'],
    ['app://yilan/data/towns.json?v=1#x', '/opt/yilan/dist/renderer/data/towns.json'],
    ['app://yilan/resources/locales/en.json', '/opt/yilan/resources/locales/en.json'],
  ])('finds %s', (address, file) => {
    expect(servedFile(address, served)).toBe(file);
  });

  it.each([
    'app://yilan/..%2f..%2fpackage.json',
    'app://yilan/resources/..%2f..%2fetc/passwd',
    'app://yilan/..%5c..%5cpackage.json',
    'app://yilan/a%00.html',
    'app://yilan/%zz',
    'app://elsewhere/wall.html',
  ])('serves nothing for %s', (address) => {
    expect(servedFile(address, served)).toBeUndefined();
  });

  it.each([
    ['app://yilan/%2e%2e/%2e%2e/package.json', '/opt/yilan/dist/renderer/package.json'],
    ['app://yilan/resources/../../main/index.cjs', '/opt/yilan/dist/renderer/main/index.cjs'],
  ])('stays inside for %s, whose dots the address itself swallows', (address, file) => {
    expect(servedFile(address, served)).toBe(file);
  });
});
