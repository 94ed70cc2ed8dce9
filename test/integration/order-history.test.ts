import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from '../../main/hub/command/orders.fixture.js';
import { accepted, draft, OutboxRig, until } from '../../main/hub/command/outbox.fixture.js';
import { durableMigrations } from '../../main/hub/store/migrations/durable/index.js';
import { openDatabase } from '../../main/sqlite/index.js';

const A = idOf(1);

let rig: OutboxRig;
beforeEach(async () => {
  rig = await OutboxRig.open();
});
afterEach(() => rig.close());

describe("an order's history", () => {
  it('cannot be changed or shortened', async () => {
    rig.make(async () => accepted);
    await rig.outbox.add(draft(A), 'duty-officer');
    await until(() => rig.stateOf(A) === 'accepted-by-backend');
    const file = await openDatabase(join(rig.folder, 'durable.db'), { synchronous: 'FULL', migrations: durableMigrations });
    if (!file.ok) throw new Error(file.error.code);
    await expect(file.value.run("UPDATE order_history SET what = 'accepted'")).rejects.toThrow('only added to');
    await expect(file.value.run('DELETE FROM order_history')).rejects.toThrow('stays as long as the order');
    await file.value.close();
  });
});
