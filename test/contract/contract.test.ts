import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Request } from './client.js';
import { Client } from './client.js';
import type { Described } from './document.js';
import { Document } from './document.js';
import { allowed, formOf, genericAttempts, told } from './generic.js';
import { requests, scenarios } from './scenarios/index.js';
import type { Server } from './server.js';
import { startServer } from './server.js';
import { accounts, Hall, PASSWORD } from './town.js';

/** How far back the server's clock stands that gives out a token which has run out by now; tokens last 12 h. */
const HALF_A_DAY_AND_MORE_MS = 13 * 3_600_000;

/** Refusals that cannot be reached in a test, each with its reason. */
const UNREACHED: ReadonlySet<string> = new Set([
  // Takes 2 GiB of pictures within a day.
  'postEvidence quota',
  // Take ten thousand of them and more within a day.
  'postIncident quota',
  'postAlarmFacts quota',
  'postWarning quota',
  'postMessage quota',
  'postShiftEntries quota',
  'postPositions quota',
  // Takes a disk that is nearly full.
  'postEvidence storage-full',
]);

const document = new Document();
const folder = mkdtempSync(join(tmpdir(), 'yilan-contract-'));
let server: Server;
let hall: Hall;

/** A request that succeeds. */
async function fresh(operation: Described): Promise<Request> {
  const made = await requests[operation.id]?.(hall);
  return made ?? { ...formOf(hall, operation), token: allowed(operation) };
}

/** Two different requests under one key. */
async function conflict(operation: Described): Promise<Answer> {
  const headers = { 'idempotency-key': `conflict-${operation.id}` };
  await hall.client.call(operation.id, { ...(await fresh(operation)), headers });
  return hall.client.call(operation.id, { ...(await fresh(operation)), headers });
}

async function refusals(operation: Described, problem: string): Promise<string[]> {
  const written = scenarios[`${operation.id} ${problem}`];
  if (written !== undefined) {
    const answer = await written(hall);
    return answer.problem === problem ? [] : [`${answer.status} ${answer.bytes.toString('utf8')}`];
  }
  if (problem === 'idempotency-conflict') {
    const answer = await conflict(operation);
    return answer.problem === problem ? [] : [`${answer.status} ${answer.bytes.toString('utf8')}`];
  }
  const attempts = genericAttempts(hall, operation, problem);
  if (attempts.length === 0) return [`no scenario "${operation.id} ${problem}"`];
  const wrong: string[] = [];
  for (const attempt of attempts) {
    const answer = await hall.client.call(operation.id, attempt.request);
    if (answer.problem !== problem) wrong.push(told(attempt, answer));
    else if (attempt.path !== undefined && answer.path !== attempt.path) {
      wrong.push(`${told(attempt, answer)}: the place should be ${attempt.path}`);
    }
  }
  return wrong;
}

beforeAll(async () => {
  const early = await startServer(folder, accounts(), { behindMs: HALF_A_DAY_AND_MORE_MS });
  const login = { json: { name: 'all', password: PASSWORD } };
  const { token } = await new Client(document, early.url).get<{ token: string }>('logIn', login);
  await early.stop();
  server = await startServer(folder, accounts());
  hall = new Hall(new Client(document, server.url), token);
}, 60_000);

afterAll(async () => {
  await server.stop();
  expect(server.stderr()).not.toMatch(/failed|"level":50/);
  rmSync(folder, { recursive: true });
});

describe.each(document.operations.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  const statuses = Object.keys(operation.responses).filter((status) => Number(status) < 400);

  it.each(statuses)('succeeds with %s', async (status) => {
    const written = scenarios[`${id} ${status}`];
    const answer = written === undefined ? await hall.client.call(id, await fresh(operation)) : await written(hall);
    expect(`${answer.status} ${answer.problem ?? ''}`, answer.bytes.toString('utf8')).toBe(`${status} `);
  });

  it.each(document.problems(operation).filter((problem) => !UNREACHED.has(`${id} ${problem}`)))(
    'refuses with %s',
    async (problem) => {
      expect(await refusals(operation, problem)).toEqual([]);
      expect(hall.client.reached).toContain(`${id} ${problem}`);
    },
    60_000,
  );
});

describe('the scenarios', () => {
  it('lead to nothing but what the file documents', () => {
    const documented = document.operations.flatMap((operation) =>
      [...Object.keys(operation.responses), ...document.problems(operation)].map((answer) => `${operation.id} ${answer}`),
    );
    expect(Object.keys(scenarios).filter((key) => !documented.includes(key))).toEqual([]);
  });
});
