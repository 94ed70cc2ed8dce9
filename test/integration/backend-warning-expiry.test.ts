import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WarningAnswer } from '../../preload/contract/index.js';
import { auditPageSchema, incidentSchema, warningAnswerSchema, warningSchema } from '../../preload/contract/index.js';
import type { CapParts } from '../builders/cap.js';
import { capMessage, reference } from '../builders/cap.js';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, Client, freshFolder, removeFolders } from './support/backend-client.js';
import { sendWarning } from './support/warnings.js';

afterAll(removeFolders);

let backend: TestBackend;
let officer: Client;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
  officer = Client.as(backend.url, 'officer');
});
afterAll(() => backend.stop());

async function take(parts: CapParts): Promise<WarningAnswer> {
  const sent = await sendWarning(backend.url, capMessage(parts));
  expect(sent).toMatchObject({ status: 201 });
  return warningAnswerSchema.parse(sent.body);
}

const incidentOf = async ({ incident }: WarningAnswer) =>
  incidentSchema.parse((await officer.get(`/v1/incidents/${incident}`)).body);
const warningOf = async ({ id }: WarningAnswer) => warningSchema.parse((await officer.get(`/v1/warnings/${id}`)).body);
const at = (minute: number): string => `2026-07-01T08:${String(minute).padStart(2, '0')}:00+08:00`;
/** A time to come as CAP writes it, which knows no milliseconds. */
const inSeconds = (seconds: number): string => new Date(Date.now() + 1000 * seconds).toISOString().replace(/\.\d{3}Z$/, '-00:00');
const PATIENCE = { timeout: 15_000, interval: 100 };

let count = 0;
const fresh = (): string => `E-${(count += 1)}`;

describe('expires', () => {
  it('closes an incident when its warning is over, which an Update moves', async () => {
    const [a, b, c, d] = [fresh(), fresh(), fresh(), fresh()];
    const soon = inSeconds(5);
    const alert = await take({ identifier: a, expires: soon });
    const moved = await take({ identifier: b, expires: soon });
    const update = { msgType: 'Update', sent: at(10), expires: inSeconds(3600) };
    await take({ ...update, identifier: c, references: [reference(b)] });
    await vi.waitFor(async () => expect(await incidentOf(alert)).toMatchObject({ status: 'closed', version: 2 }), PATIENCE);
    expect(await warningOf(alert)).toMatchObject({ state: 'expired' });
    expect(await incidentOf(moved)).toMatchObject({ status: 'open' });
    const { items } = auditPageSchema.parse((await Client.as(backend.url, 'leader').get('/v1/audit?limit=1000')).body);
    expect(items.filter(({ subject }) => subject === alert.id)).toMatchObject([
      { act: 'warning.take' },
      { act: 'warning.expire', by: 'system' },
    ]);
    const renewed = await take({ ...update, identifier: d, references: [reference(a)] });
    expect(renewed.incident).not.toBe(alert.incident);
    expect(await incidentOf(renewed)).toMatchObject({ status: 'open' });
  });

  it('opens nothing for a warning that is over when it comes, and ends what it updates', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    const over = at(30);
    const late = await take({ identifier: a, expires: over });
    expect(await incidentOf(late)).toMatchObject({ status: 'closed', version: 1 });
    expect(await warningOf(late)).toMatchObject({ state: 'expired' });
    const alert = await take({ identifier: b });
    const update = { msgType: 'Update', sent: at(10), references: [reference(b)] };
    await take({ ...update, identifier: c, expires: over });
    expect(await incidentOf(alert)).toMatchObject({ status: 'closed' });
    const older = await take({ ...update, identifier: fresh(), sent: at(5) });
    expect(older.incident).toBe(alert.incident);
    expect(await warningOf(older)).toMatchObject({ state: 'superseded' });
  });

  it('ends after a start what expired while the server was down', async () => {
    const data = freshFolder();
    const first = await startBackend({ data, accounts: ACCOUNTS });
    const expires = inSeconds(2);
    const sent = await sendWarning(first.url, capMessage({ identifier: fresh(), expires }));
    const { incident } = warningAnswerSchema.parse(sent.body);
    await first.kill('SIGKILL');
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(expires)), PATIENCE);
    const second = await startBackend({ data, accounts: ACCOUNTS });
    const client = Client.as(second.url, 'officer');
    await vi.waitFor(
      async () => expect((await client.get(`/v1/incidents/${incident}`)).body).toMatchObject({ status: 'closed' }),
      PATIENCE,
    );
    await second.stop();
  });
});
