import { expireCommands } from './approve-command.js';
import type { Backend } from './backend.js';
import { expireWarnings } from './cap/expire.js';
import type { Job } from './clockwork.js';
import { escalate } from './escalate.js';
import { forgetOrphans } from './evidence-orphans.js';
import { endShelving } from './happenings/alarms.js';
import { emptyLog, retentionJobs } from './retention.js';
import { ANSWER_KEPT_MS } from './storage/answers.js';
import { prunePositions } from './storage/positions.js';
import { pruneSamples } from './storage/samples.js';

/** What the server does by its own clock. */
export const allJobs = (backend: Backend): Job[] => [
  emptyLog(backend),
  // Well within the hour that events with columns are kept.
  { name: 'tell followers where they are', everyMs: 600_000, run: async () => backend.board.advance() },
  ...timely(backend).map((job) => whileSteady(backend, job)),
];

/** What passes limits and forgets what is old: once done it cannot be undone, so a clock that jumped must not do it. */
const timely = (backend: Backend): Job[] => [
  { name: 'press for late steps', everyMs: 1000, run: () => escalate(backend) },
  expireCommands(backend),
  endShelving(backend),
  expireWarnings(backend),
  ...retentionJobs(backend),
  forgetOrphans(backend),
  { name: 'forget old samples', everyMs: 3_600_000, run: () => pruneSamples(backend.database, backend.now()) },
  { name: 'forget old positions', everyMs: 600_000, run: () => prunePositions(backend.database, backend.now()) },
  {
    name: 'forget old answers',
    everyMs: 3_600_000,
    run: async () => {
      await backend.database.run('DELETE FROM answers WHERE at < ?', backend.now() - ANSWER_KEPT_MS);
    },
  },
];

const whileSteady = ({ clock }: Pick<Backend, 'clock'>, { run, ...job }: Job): Job => ({
  ...job,
  run: async () => {
    if (clock.isSteady()) await run();
  },
});
