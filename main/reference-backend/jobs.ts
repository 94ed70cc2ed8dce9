import { expireCommands } from './approve-command.js';
import type { Backend } from './backend.js';
import type { Job } from './clockwork.js';
import { ANSWER_KEPT_MS } from './storage/answers.js';

/** What the server does by its own clock. */
export const allJobs = (backend: Backend): Job[] => [
  expireCommands(backend),
  {
    name: 'forget old answers',
    everyMs: 3_600_000,
    run: async () => {
      await backend.database.run('DELETE FROM answers WHERE at < ?', backend.now() - ANSWER_KEPT_MS);
    },
  },
];
