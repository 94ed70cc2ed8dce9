import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildMapData } from './build.js';

/** `node dist/tools/map-data.cjs OUT_DIR [DATA_DIR]`, from the repository's root. */
const [out, data = 'resources/data'] = process.argv.slice(2);
if (out === undefined) {
  console.error('usage: map-data OUT_DIR [DATA_DIR]');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
for (const [name, content] of Object.entries(buildMapData(resolve(data)))) {
  writeFileSync(join(out, name), JSON.stringify(content));
}
