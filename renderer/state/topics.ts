import type { Frame, FramePart, RowDelta, RowOf, RowTopic, ValueOf, ValueTopic } from '../../preload/contract/index.js';
import { valueKey } from '../../preload/contract/index.js';
import type { Columns } from './column-store.js';
import { ColumnStore } from './column-store.js';
import { CommandsInSight } from './commands-in-sight.js';

type TableTopic = Exclude<RowTopic, 'commands' | 'frozen' | 'directives'>;
export type Tables = { readonly [T in TableTopic]: ReadonlyMap<string, RowOf[T]> };

const NO_TABLES: Tables = { indicators: new Map(), assets: new Map(), incidents: new Map(), alarms: new Map() };

/** Everything that frames told this window, as it stands. */
export class Topics {
  readonly #wholes = new Map<ValueTopic, unknown>();
  readonly commands = new CommandsInSight();
  #tables: Tables = NO_TABLES;
  readonly #values = new ColumnStore(([indicator = '', tier = '']) => valueKey(indicator, tier));
  readonly #positions = new ColumnStore(([asset = '']) => asset);

  whole<T extends ValueTopic>(topic: T): ValueOf<T> | undefined {
    return this.#wholes.get(topic) as ValueOf<T> | undefined;
  }

  /** Indicators, assets, incidents and alarms by id; another object after a change. */
  get tables(): Tables {
    return this.#tables;
  }

  /** The newest sample of each indicator and tier (`valueKey`). */
  get values(): Columns {
    return this.#values;
  }

  /** The newest position of each asset. */
  get positions(): Columns {
    return this.#positions;
  }

  /** Applies what a frame tells; `only` leaves the other parts out. */
  apply(frame: Frame, only: (part: FramePart) => boolean = () => true): void {
    for (const part of frame.topics) if (only(part)) this.#applyPart(part);
  }

  #applyPart(part: FramePart): void {
    if (part.form === 'value') this.#wholes.set(part.topic, part.value);
    else if (part.form === 'columns') (part.topic === 'values' ? this.#values : this.#positions).apply(part);
    else this.#applyRows(part);
  }

  #applyRows({ topic, full, text }: Extract<FramePart, { form: 'rows' }>): void {
    // Written by this program's own hub, and the envelope was checked: `build/decisions/0014`.
    const delta: unknown = JSON.parse(text);
    if (topic === 'commands') this.commands.heads({ full, ...(delta as RowDelta<'commands'>) });
    else if (topic === 'frozen') this.commands.frozen({ full, ...(delta as RowDelta<'frozen'>) });
    else if (topic === 'directives') this.commands.directives({ full, ...(delta as RowDelta<'directives'>) });
    else this.#applyTable(topic, full, delta as RowDelta<TableTopic>);
  }

  #applyTable(topic: TableTopic, full: boolean, { upserts, removed }: RowDelta<TableTopic>): void {
    const table = new Map<string, RowOf[TableTopic]>(full ? [] : this.#tables[topic]);
    for (const id of removed) table.delete(id);
    for (const row of upserts) table.set(row.id, row);
    this.#tables = { ...this.#tables, [topic]: table };
  }
}
