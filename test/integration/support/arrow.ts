import type { Table } from 'apache-arrow';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';

export const ARROW = 'application/vnd.apache.arrow.stream';

type Columns = Parameters<typeof tableFromArrays>[0];

/** What Arrow's own library writes of some columns: text becomes a dictionary. */
export const arrowBytes = (columns: Columns): Uint8Array => tableToIPC(tableFromArrays(columns), 'stream');

export type ArrowReply = { readonly status: number; readonly code?: string; readonly path?: string; readonly body: unknown };

/** Posts bytes; the answer is JSON or a problem. */
export async function postBytes(url: string, token: string, path: string, body: Uint8Array, type = ARROW): Promise<ArrowReply> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: Uint8Array.from(body),
  });
  const answer = (await response.json()) as { type?: string; path?: string };
  const { status } = response;
  if (answer.type === undefined) return { status, body: answer };
  const code = answer.type.replace('urn:yilan:problem:', '');
  return { status, code, ...(answer.path === undefined ? {} : { path: answer.path }), body: answer };
}

/** Gets a table as Arrow. */
export async function getTable(url: string, token: string, path: string): Promise<Table> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, accept: ARROW } });
  if (response.status !== 200 || response.headers.get('content-type') !== ARROW) {
    throw new Error(`no Arrow: ${response.status} ${await response.text()}`);
  }
  return tableFromIPC(new Uint8Array(await response.arrayBuffer()));
}

export const tableRows = (table: Table): Record<string, unknown>[] =>
  table.toArray().map((row: unknown) => ({ ...(row as Record<string, unknown>) }));
