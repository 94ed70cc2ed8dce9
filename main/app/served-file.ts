import { join, normalize, sep } from 'node:path';

/** What is served: the origin of our pages, and two folders. */
export type Served = { readonly origin: string; readonly pages: string; readonly resources: string };

/**
 * The file behind an address: below `resources` for paths that begin with `/resources/`, else below `pages`.
 * Undefined for another origin and for whatever would leave the two folders.
 */
export function servedFile(address: string, { origin, pages, resources }: Served): string | undefined {
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== origin) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    // A malformed escape names no file of ours.
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const [folder, rest] = path.startsWith('/resources/') ? [resources, path.slice('/resources'.length)] : [pages, path];
  const file = normalize(join(folder, rest));
  return file.startsWith(folder + sep) ? file : undefined;
}
