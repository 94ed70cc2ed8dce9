// Runs the backend's bundle as `npm run backend` does, without bundling it anew while others use it.
import { runChild } from '../../../build/lib/child.mjs';

process.exitCode = await runChild(process.execPath, process.argv.slice(2), { lifeline: true });
