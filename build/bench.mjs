/** npm run bench -- NAME [arguments] */
import { runNamed } from './lib/run-named.mjs';

await runNamed('bench');
