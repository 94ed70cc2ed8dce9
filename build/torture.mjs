/** npm run torture -- NAME [arguments] */
import { runNamed } from './lib/run-named.mjs';

await runNamed('torture');
