import type { PanelHealth } from '../../preload/contract/index.js';
import type { KeepableWindow, PageDue } from './kept-window.js';
import { KeptWindow } from './kept-window.js';
import type { Bounds, PlannedPanel, WallPlan } from './plan.js';

/** What the wall needs of a window. */
export interface PanelWindow extends KeepableWindow {
  setBounds(bounds: Bounds): void;
}

export type PlacedPanel = PlannedPanel & { readonly bounds: Bounds };

type Entry<W extends PanelWindow> = { panel: PlannedPanel; readonly kept: KeptWindow<W> };

/**
 * Carries out a plan: opens, moves and closes the wall's windows, touching only what changed, and keeps each of them
 * open whatever happens to the others.
 */
export class WallWindows<W extends PanelWindow> {
  readonly #entries = new Map<string, Entry<W>>();
  readonly #open: (panel: PlacedPanel, page: PageDue) => W;
  readonly #onHealth: () => void;
  #isClosing = false;

  /**
   * @param open opens the window of a panel with a page
   * @param onHealth the answer of `health` may have changed
   */
  constructor(open: (panel: PlacedPanel, page: PageDue) => W, onHealth: () => void) {
    this.#open = open;
    this.#onHealth = onHealth;
  }

  /** Does nothing once the wall is closing: a change of the displays then opens no window any more. */
  apply(plan: WallPlan): void {
    if (this.#isClosing) return;
    const planned = new Map(plan.panels.map((panel) => [panel.view.id, panel]));
    for (const [id, { kept }] of this.#entries) {
      if (planned.has(id)) continue;
      this.#entries.delete(id);
      kept.end();
    }
    for (const [id, panel] of planned) {
      const entry = this.#entries.get(id) ?? this.#newEntry(panel);
      const before = entry.panel;
      entry.panel = panel;
      this.#entries.set(id, entry);
      this.#place(entry, before);
    }
    this.#onHealth();
  }

  /** The window reported its first complete picture. */
  drawn(id: string): void {
    this.#entries.get(id)?.kept.drawn();
  }

  health(): PanelHealth[] {
    return [...this.#entries.values()].map(({ panel, kept }) => ({
      id: panel.view.id,
      column: panel.column,
      row: panel.row,
      state: isPlaced(panel) ? kept.state : 'missing',
    }));
  }

  panel(id: string): PlannedPanel | undefined {
    return this.#entries.get(id)?.panel;
  }

  windows(): { readonly panel: PlannedPanel; readonly window: W }[] {
    return [...this.#entries.values()].flatMap(({ panel, kept: { window } }) =>
      window === undefined ? [] : [{ panel, window }],
    );
  }

  closeAll(): void {
    this.#isClosing = true;
    for (const { kept } of this.#entries.values()) kept.end();
  }

  #newEntry(panel: PlannedPanel): Entry<W> {
    const kept = new KeptWindow<W>({
      open: (page) => this.#open(entry.panel as PlacedPanel, page),
      onChanged: this.#onHealth,
    });
    const entry: Entry<W> = { panel, kept };
    return entry;
  }

  #place({ panel, kept }: Entry<W>, before: PlannedPanel): void {
    if (!isPlaced(panel)) {
      kept.hide();
      return;
    }
    const { window } = kept;
    if (window === undefined) kept.show();
    else if (!same(before.bounds, panel.bounds)) window.setBounds(panel.bounds);
  }
}

const isPlaced = (panel: PlannedPanel): panel is PlacedPanel => panel.bounds !== undefined;

const same = (a: object | undefined, b: object | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);
