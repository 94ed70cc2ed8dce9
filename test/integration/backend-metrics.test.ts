import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestBackend } from './support/backend.js';
import { startBackend } from './support/backend.js';
import { ACCOUNTS, Client, freshFolder, removeFolders, StreamClient, tokenOf } from './support/backend-client.js';

afterAll(removeFolders);

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ data: freshFolder(), accounts: ACCOUNTS });
});
afterAll(() => backend.stop());

it('tells Prometheus what the server does, and nobody’s secrets', async () => {
  const stream = await StreamClient.opened(backend.url, tokenOf('officer'));
  await Client.as(backend.url, 'officer').issue();
  await Client.as(backend.url, 'officer').get('/v1/commands/nonsense');
  const response = await fetch(`${backend.url}/metrics`);
  const text = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value('yilan_requests_total\\{operation="postCommand",status="201"\\}')).toBe(1);
  expect(value('yilan_requests_total\\{operation="getCommand",status="404"\\}')).toBe(1);
  expect(value('yilan_request_seconds_count\\{operation="postCommand"\\}')).toBe(1);
  expect(value('yilan_stream_clients')).toBe(1);
  expect(value('yilan_stream_clients_dropped')).toBe(0);
  expect(value('yilan_receipt_batches_waiting')).toBe(0);
  expect(value('yilan_clock_jump_seconds')).toBe(0);
  expect(value('yilan_event_sequence')).toBe(10);
  expect(value('yilan_transaction_seconds_count')).toBeGreaterThan(0);
  for (const name of ['process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds']) {
    expect(value(name)).toBeGreaterThanOrEqual(0);
  }
  expect(text).not.toMatch(/ready-token|correct-horse/);
  stream.close();
});
