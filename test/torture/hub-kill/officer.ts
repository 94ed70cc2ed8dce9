import type { TestWindow } from '../../integration/support/window.js';
import { OFFICER } from './hall.js';
import type { OrderLedger } from './ledger.js';

const DISTRICTS = ['500103', '500104', '500106', '500108'] as const;

/**
 * An officer who gives one order after the other until the hub dies, and then waits for an answer that never comes.
 * @param random in [0, 1)
 */
export async function giveOrders(window: TestWindow, ledger: OrderLedger, random: () => number): Promise<void> {
  await window.until(({ link }, desk) => link.state === 'live' && (desk?.templates.length ?? 0) > 0);
  const loggedIn = await window.ask('logIn', OFFICER);
  if (!loggedIn.ok) {
    ledger.violate(`the log-in was refused: ${loggedIn.error.code}`);
    return;
  }
  for (;;) {
    const district = DISTRICTS[Math.floor(random() * DISTRICTS.length)] ?? DISTRICTS[0];
    const prepared = await window.ask('prepare', { template: 'flood-patrol', parameters: { district } });
    if (!prepared.ok) {
      ledger.violate(`not prepared: ${prepared.error.code}`);
      return;
    }
    const { id, hash, total } = prepared.value;
    ledger.ask(id, hash, total);
    const issued = await window.ask('issue', { id, hash });
    if (issued.ok) ledger.acknowledge(id);
    else ledger.violate(`order ${id} was not taken: ${issued.error.code}`);
  }
}
