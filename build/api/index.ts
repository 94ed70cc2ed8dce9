import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiFiles, FOLDER } from './files.js';

/** `node dist/tools/api.cjs`, from the repository's root: writes the published files of the API. */
mkdirSync(FOLDER, { recursive: true });
for (const [name, content] of Object.entries(apiFiles())) {
  writeFileSync(join(FOLDER, name), content);
}
