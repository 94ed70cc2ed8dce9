import type { CommandRequest, Receipt } from '../../../preload/contract/index.js';
import { canonicalJson } from '../../../preload/contract/index.js';

/** What was sent, and what the server answered for; kept outside the server. */
export class Ledger {
  readonly commands = new Map<string, { readonly request: CommandRequest; answer: string | undefined }>();
  readonly receipts = new Map<string, { readonly receipt: Receipt; acknowledged: boolean }>();
  readonly violations: string[] = [];

  sendCommand(request: CommandRequest): void {
    if (!this.commands.has(request.frozen.id)) this.commands.set(request.frozen.id, { request, answer: undefined });
  }

  /** The answer to a command never changes, however often it is asked for. */
  answered(id: string, answer: string): void {
    const entry = this.commands.get(id);
    if (entry === undefined) return this.violate(`command ${id} was answered but never sent`);
    if (entry.answer !== undefined && entry.answer !== answer) {
      this.violate(`command ${id} was answered with ${entry.answer}, then with ${answer}`);
    }
    entry.answer = answer;
  }

  sendReceipts(receipts: readonly Receipt[]): void {
    for (const receipt of receipts) {
      if (!this.receipts.has(receipt.id)) this.receipts.set(receipt.id, { receipt, acknowledged: false });
    }
  }

  acknowledged(ids: readonly string[]): void {
    for (const id of ids) {
      const entry = this.receipts.get(id);
      if (entry === undefined) this.violate(`receipt ${id} was accepted but never sent`);
      else entry.acknowledged = true;
    }
  }

  violate(what: string): void {
    this.violations.push(what);
  }

  content(id: string): string | undefined {
    const entry = this.receipts.get(id);
    return entry === undefined ? undefined : canonicalJson(entry.receipt);
  }

  /** Something that was sent and not answered for: the client offers it again. */
  unanswered(): { readonly command: CommandRequest | undefined; readonly receipts: readonly Receipt[] } {
    const command = [...this.commands.values()].find(({ answer }) => answer === undefined)?.request;
    const receipts = [...this.receipts.values()].filter(({ acknowledged }) => !acknowledged).map(({ receipt }) => receipt);
    return { command, receipts: receipts.slice(0, 200) };
  }
}
