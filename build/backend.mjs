/** npm run backend -- [arguments]: the reference backend by itself. Its first line on stdout is JSON. */
import { runBundled } from './lib/run-bundled.mjs';

await runBundled('backend', ['backend', 'index.cjs']);
