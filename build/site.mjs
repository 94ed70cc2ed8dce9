/** npm run site -- check FILE: says whether a site file is good; its last line on stdout is JSON. */
import { runBundled } from './lib/run-bundled.mjs';

await runBundled('tools', ['tools', 'site.cjs']);
