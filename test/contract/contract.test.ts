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

/** Refusals of a server with hardly any room for what its clients make. */
const OF_LIMITS: ReadonlySet<string> = new Set(['quota', 'storage-full']);
/** A ten-thousandth of the documented limits, and a disk that has to keep a petabyte free. */
const NO_ROOM = ['--daily-share', '0.0001', '--disk-reserve', '1000000000'];
/** More than any of those limits. */
const MANY = 20;

const document = new Document();
const folder = mkdtempSync(join(tmpdir(), 'yilan-contract-'));
const fullFolder = mkdtempSync(join(tmpdir(), 'yilan-contract-full-'));
let server: Server;
let hall: Hall;
let fullServer: Server;
let fullHall: Hall;

const hallFor = (problem: string): Hall => (OF_LIMITS.has(problem) ? fullHall : hall);

/** A request that succeeds. */
async function fresh(operation: Described, at: Hall = hall): Promise<Request> {
  const made = await requests[operation.id]?.(at);
  return made ?? { ...formOf(at, operation), token: allowed(operation) };
}

/** Makes one after the other until no more are taken. */
async function more(operation: Described): Promise<Answer> {
  for (let made = 1; ; made += 1) {
    const answer = await fullHall.client.call(operation.id, await fresh(operation, fullHall));
    if (answer.problem !== undefined || made === MANY) return answer;
  }
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
    const answer = await written(hallFor(problem));
    return answer.problem === problem ? [] : [`${answer.status} ${answer.bytes.toString('utf8')}`];
  }
  if (problem === 'idempotency-conflict' || OF_LIMITS.has(problem)) {
    const answer = await (problem === 'idempotency-conflict' ? conflict : more)(operation);
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
  fullServer = await startServer(fullFolder, accounts(), { flags: NO_ROOM });
  fullHall = new Hall(new Client(document, fullServer.url), token);
}, 60_000);

afterAll(async () => {
  for (const each of [server, fullServer]) {
    await each.stop();
    expect(each.stderr()).not.toMatch(/failed|"level":50/);
  }
  for (const each of [folder, fullFolder]) rmSync(each, { recursive: true });
});

describe.each(document.operations.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  const statuses = Object.keys(operation.responses).filter((status) => Number(status) < 400);

  it.each(statuses)('succeeds with %s', async (status) => {
    const written = scenarios[`${id} ${status}`];
    const answer = written === undefined ? await hall.client.call(id, await fresh(operation)) : await written(hall);
    expect(`${answer.status} ${answer.problem ?? ''}`, answer.bytes.toString('utf8')).toBe(`${status} `);
  });

  it.each(document.problems(operation))(
    'refuses with %s',
    async (problem) => {
      expect(await refusals(operation, problem)).toEqual([]);
      expect(hallFor(problem).client.reached).toContain(`${id} ${problem}`);
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
