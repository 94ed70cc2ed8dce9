import type { Result, Site, SiteFault, SitePanel } from '../../../preload/contract/index.js';
import { canonicalJson, err, ok, siteSchema } from '../../../preload/contract/index.js';
import type { $ZodIssue } from 'zod/v4/core';

/** How far a panel's horizontal and vertical density may differ: 1 %, the tolerance of a tape measure. */
const DENSITY_TOLERANCE = 0.01;

/**
 * Reads the text of a site file. Faults name the path, a stable code and the remedy:
 * `json`, `unknown-field`, `missing`, `value`, `panel-id-twice`, `cell-twice`, `cell-outside`, `display-twice`,
 * `panel-density`, `pin-without-tls`.
 */
export function parseSite(text: string): Result<Site, readonly SiteFault[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err([{ path: '', code: 'json', message: `not valid JSON (${jsonReason(error)}); correct the text there` }]);
  }
  const parsed = siteSchema.safeParse(value, { reportInput: true });
  if (!parsed.success) return err(parsed.error.issues.flatMap(schemaFaults));
  const faults = [...backendFaults(parsed.data), ...wallFaults(parsed.data)];
  return faults.length === 0 ? ok(parsed.data) : err(faults);
}

const jsonReason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A path as people write it: `wall.panels[2].display`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  );

function schemaFaults(issue: $ZodIssue): SiteFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      code: 'unknown-field',
      message: `"${key}" is not a field of the site file here; remove it or correct its spelling`,
    }));
  }
  const path = pathText(issue.path);
  if (issue.input === undefined) {
    return [{ path, code: 'missing', message: 'a value is needed here; the README shows a complete site file' }];
  }
  return [{ path, code: 'value', message: `${issue.message}; give a value that the site file allows here` }];
}

/** Pins on a connection without certificates would look like protection and be none. */
function backendFaults({ backend }: Site): SiteFault[] {
  if (backend === 'embedded' || backend.pin === undefined || backend.url.startsWith('https:')) return [];
  const message = 'without https the backend shows no certificate to compare with; give an https address or remove the pins';
  return [{ path: 'backend.pin', code: 'pin-without-tls', message }];
}

function wallFaults(site: Site): SiteFault[] {
  const { wall } = site;
  if (wall === undefined) return [];
  const faults: SiteFault[] = [];
  const fault = (index: number, field: string, code: string, message: string): void =>
    void faults.push({ path: `wall.panels[${index}].${field}`, code, message });
  wall.panels.forEach((panel, index) => {
    const earlier = wall.panels.slice(0, index);
    const twin = (same: (other: SitePanel) => boolean): string | undefined => earlier.find(same)?.id;
    const sameId = twin((other) => other.id === panel.id);
    if (sameId !== undefined) {
      fault(index, 'id', 'panel-id-twice', `panel "${sameId}" exists already; give each panel its own id`);
    }
    const sameCell = twin((other) => other.column === panel.column && other.row === panel.row);
    if (sameCell !== undefined) {
      fault(
        index,
        'column',
        'cell-twice',
        `column ${panel.column}, row ${panel.row} is taken by panel "${sameCell}"; move one of them`,
      );
    }
    if (panel.column >= wall.columns || panel.row >= wall.rows) {
      fault(
        index,
        'column',
        'cell-outside',
        `the wall has ${wall.columns} × ${wall.rows} panels, counted from 0; move the panel or enlarge the wall`,
      );
    }
    const sameDisplay = twin((other) => canonicalJson(other.display) === canonicalJson(panel.display));
    if (sameDisplay !== undefined) {
      fault(
        index,
        'display',
        'display-twice',
        `this display already carries panel "${sameDisplay}"; bind each panel to a display of its own`,
      );
    }
    const across = panel.widthPx / panel.widthMm;
    const down = panel.heightPx / panel.heightMm;
    if (Math.abs(across / down - 1) > DENSITY_TOLERANCE) {
      fault(
        index,
        'widthMm',
        'panel-density',
        `${across.toFixed(4)} px/mm across but ${down.toFixed(4)} px/mm down; measure the lit area again`,
      );
    }
  });
  return faults;
}
