/** npm run api: writes resources/api/openapi.yaml and asyncapi.yaml anew from the table of calls. */
import { runBundled } from './lib/run-bundled.mjs';

await runBundled('api', ['tools', 'api.cjs']);
