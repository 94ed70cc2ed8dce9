/** What a console asked its hub for, and what the hub answered for; kept outside the hub. */
export class OrderLedger {
  /** by id: the hash that was shown, and whether the hub said that the order is stored */
  readonly orders = new Map<string, { readonly hash: string; readonly targets: number; acknowledged: boolean }>();
  readonly violations: string[] = [];

  ask(id: string, hash: string, targets: number): void {
    this.orders.set(id, { hash, targets, acknowledged: false });
  }

  acknowledge(id: string): void {
    const order = this.orders.get(id);
    if (order === undefined) this.violate(`order ${id} was acknowledged but never asked for`);
    else order.acknowledged = true;
  }

  get acknowledged(): string[] {
    return [...this.orders].filter(([, { acknowledged }]) => acknowledged).map(([id]) => id);
  }

  violate(what: string): void {
    this.violations.push(what);
  }
}
