import type { WallBridge } from '../../../../preload/contract/index.js';
import { browserTiming } from '../../../../renderer/state/browser-timing.js';
import type { Columns } from '../../../../renderer/state/column-store.js';
import { createHubState } from '../../../../renderer/state/hub-state.js';
import type { Row, WindowResult } from './state.js';
import { digest, Latencies } from './state.js';

declare global {
  interface Window {
    readonly yilan?: WallBridge;
    readonly naive?: { onRow(listener: (row: Row) => void): void };
    bench(): WindowResult;
  }
}

const state = new Map<string, string>();
const latencies = new Latencies();
let live = false;

const take = (key: string, t: number, value: number): void => {
  if (state.get(key) === `${t}:${value}`) return;
  state.set(key, `${t}:${value}`);
  latencies.add(Date.now() - t);
};

function takeColumns(columns: Columns, key: string, value: string): void {
  const [keys, times, values] = [columns.column(key), columns.column('t'), columns.column(value)] as [
    readonly string[] | undefined,
    Float64Array | undefined,
    Float64Array | undefined,
  ];
  for (let row = 0; row < columns.length; row += 1) take(keys?.[row] ?? '', times?.[row] ?? 0, values?.[row] ?? 0);
}

if (window.yilan !== undefined) {
  const hub = createHubState(browserTiming);
  hub.columnsStore.subscribe(({ positions, values }) => {
    live = true;
    takeColumns(positions, 'asset', 'lng');
    takeColumns(values, 'indicator', 'value');
  });
  hub.connect(window.yilan, { positions: {}, values: {} });
} else {
  live = true;
  window.naive?.onRow(({ key, t, value }) => {
    take(key, t, value);
  });
}
window.bench = () => ({ state: digest(state), latencies: latencies.quantiles(), live });
