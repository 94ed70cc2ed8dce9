import type { PanelHealth } from '../../preload/contract/index.js';
import type { Bounds, PlannedPanel, WallPlan } from './plan.js';

/** What the wall needs of a window. */
export interface PanelWindow {
  setBounds(bounds: Bounds): void;
  close(): void;
  /** The window's page crashed. */
  onCrashed(listener: () => void): void;
  /** The window is gone, whoever closed it. */
  onClosed(listener: () => void): void;
}

export type PlacedPanel = PlannedPanel & { readonly bounds: Bounds };

/** A window that fails this often within this time, ms, stays away and is reported (4-wall: never silently wrong). */
const FAILURES = { most: 3, withinMs: 60_000 } as const;
/** Pause before a failed window is opened again, ms, times the failures so far. */
const REOPEN_MS = 500;

type Entry<W> = {
  panel: PlannedPanel;
  window: W | undefined;
  drawn: boolean;
  failures: number[];
};

/**
 * Carries out a plan: opens, moves and closes the wall's windows, touching only what changed, and replaces a window
 * whose page is gone.
 */
export class WallWindows<W extends PanelWindow> {
  readonly #entries = new Map<string, Entry<W>>();
  readonly #open: (panel: PlacedPanel) => W;
  readonly #onHealth: () => void;
  #closing = false;

  /**
   * @param open opens the window of a panel
   * @param onHealth the answer of `health` may have changed
   */
  constructor(open: (panel: PlacedPanel) => W, onHealth: () => void) {
    this.#open = open;
    this.#onHealth = onHealth;
  }

  apply(plan: WallPlan): void {
    const planned = new Map(plan.panels.map((panel) => [panel.view.id, panel]));
    for (const [id, entry] of this.#entries) {
      if (planned.has(id)) continue;
      this.#entries.delete(id);
      this.#closeWindow(entry);
    }
    for (const [id, panel] of planned) {
      const entry = this.#entries.get(id) ?? { panel, window: undefined, drawn: false, failures: [] };
      const before = entry.panel;
      entry.panel = panel;
      this.#entries.set(id, entry);
      this.#place(entry, before);
    }
    this.#onHealth();
  }

  /** The window reported its first complete picture. */
  drawn(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.drawn = true;
    this.#onHealth();
  }

  health(): PanelHealth[] {
    return [...this.#entries.values()].map((entry) => ({
      id: entry.panel.view.id,
      column: entry.panel.column,
      row: entry.panel.row,
      state: stateOf(entry),
    }));
  }

  panel(id: string): PlannedPanel | undefined {
    return this.#entries.get(id)?.panel;
  }

  windows(): { readonly panel: PlannedPanel; readonly window: W }[] {
    return [...this.#entries.values()].flatMap(({ panel, window }) => (window === undefined ? [] : [{ panel, window }]));
  }

  closeAll(): void {
    this.#closing = true;
    for (const entry of this.#entries.values()) this.#closeWindow(entry);
  }

  #place(entry: Entry<W>, before: PlannedPanel): void {
    const { panel } = entry;
    if (!isPlaced(panel)) {
      this.#closeWindow(entry);
      return;
    }
    if (entry.window === undefined) {
      if (recentFailures(entry) < FAILURES.most) this.#openWindow(entry, panel);
      return;
    }
    if (!same(before.bounds, panel.bounds)) entry.window.setBounds(panel.bounds);
  }

  #openWindow(entry: Entry<W>, panel: PlacedPanel): void {
    const window = this.#open(panel);
    entry.window = window;
    entry.drawn = false;
    const gone = (): void => {
      if (this.#closing || entry.window !== window) return;
      entry.window = undefined;
      entry.failures.push(Date.now());
      window.close();
      this.#onHealth();
      setTimeout(() => this.#reopen(entry), REOPEN_MS * recentFailures(entry));
    };
    window.onCrashed(gone);
    window.onClosed(gone);
  }

  #reopen(entry: Entry<W>): void {
    const current = this.#entries.get(entry.panel.view.id) === entry;
    if (this.#closing || !current || entry.window !== undefined) return;
    this.#place(entry, entry.panel);
    this.#onHealth();
  }

  #closeWindow(entry: Entry<W>): void {
    const { window } = entry;
    entry.window = undefined;
    entry.drawn = false;
    window?.close();
  }
}

const recentFailures = ({ failures }: { readonly failures: readonly number[] }): number =>
  failures.filter((at) => Date.now() - at < FAILURES.withinMs).length;

function stateOf(entry: Entry<unknown>): PanelHealth['state'] {
  if (entry.panel.bounds === undefined) return 'missing';
  if (entry.window === undefined && recentFailures(entry) >= FAILURES.most) return 'failed';
  return entry.drawn ? 'shown' : 'starting';
}

const isPlaced = (panel: PlannedPanel): panel is PlacedPanel => panel.bounds !== undefined;

const same = (a: object | undefined, b: object | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
