import { stringify } from 'yaml';
import { operations } from '../../preload/contract/backend-api.js';
import { asyncApi } from './asyncapi.js';
import { openApi } from './openapi.js';

/** Where the files are published, from the repository's root. */
export const FOLDER = 'resources/api';

/** The version of the API, not of the program. */
const VERSION = '1.0.0';

const HEAD = '# Made by "npm run api" from preload/contract; change it there.\n';

/** Every published file of the API by its name. */
export const apiFiles = (): Record<string, string> => ({
  'openapi.yaml': HEAD + yaml(openApi(operations, VERSION)),
  'asyncapi.yaml': HEAD + yaml(asyncApi(VERSION)),
});

// Readers of YAML 1.1 would take an unquoted time for something else than text.
const yaml = (document: unknown): string =>
  stringify(document, { aliasDuplicateObjects: false, lineWidth: 0, compat: 'yaml-1.1' });
