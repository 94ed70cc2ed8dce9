/**
 * Who may import whom. test/boundaries holds a planted violation for every rule here, and checks the real tree.
 * Paths are relative to the project's root; type-only imports count.
 *
 * @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule
 */

const TESTS = '\\.test\\.tsx?$';
const ELECTRON = '(^|/)node_modules/electron/';
const LIBRARIES = '(^|/)node_modules/';
/** Translations and other data; no code. */
const DATA = '^resources/';
const CONTRACT = '^preload/contract/';
const PLATFORM = '^main/platform/';
const SQLITE = '^main/sqlite/';
const ARROW = '^main/arrow/';
const LOG = '^main/log/';

/**
 * A room, and the project's own files that it may import besides itself. What holds for electron, Node's modules,
 * libraries and test/ stands in rules of its own below.
 *
 * @param {string} name @param {string} from @param {readonly string[]} may @param {string} comment
 * @returns {Rule}
 */
function room(name, from, may, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { pathNot: [from, ...may, DATA, LIBRARIES, '^test/'], dependencyTypesNot: ['core'], couldNotResolve: false },
  };
}

/** From the pages down to the kit; each room sees only the ones in later rows, never one in its own row. */
const RENDERER_ROWS = [['entries'], ['console', 'wall', 'briefing'], ['map', 'tiles'], ['state'], ['bridge'], ['kit']];

const rendererRooms = RENDERER_ROWS.flatMap((row, index) => {
  const below = RENDERER_ROWS.slice(index + 1)
    .flat()
    .map((name) => `^renderer/${name}/`);
  return row.map((name) =>
    room(`renderer-${name}`, `^renderer/${name}/`, [CONTRACT, ...below], 'Inside the renderer imports go downwards only.'),
  );
});

/** @type {Rule[]} */
const rooms = [
  room('contract', CONTRACT, [], 'What both sides share depends on neither.'),
  room('preload', '^preload/[^/]+$', [CONTRACT], 'A bridge knows the contract and its siblings only.'),
  ...rendererRooms,
  room('main-entry', '^main/index\\.ts$', ['^main/app/'], 'The entry composes and starts; nothing else.'),
  room('main-app', '^main/app/', [CONTRACT, PLATFORM, '^main/(ipc|wall|kiosk)/'], 'The hub and the backend are started by path.'),
  room(
    'main-ipc',
    '^main/ipc/',
    [CONTRACT, PLATFORM, '^main/(wall|kiosk)/'],
    'The registrar sees features by their front doors.',
  ),
  room('main-platform', PLATFORM, [CONTRACT, LOG], 'Ports on Electron and the OS know no feature.'),
  room('main-wall', '^main/wall/', [CONTRACT, PLATFORM], 'A feature never sees another feature.'),
  room('main-kiosk', '^main/kiosk/', [CONTRACT, PLATFORM], 'A feature never sees another feature.'),
  room('hub-wiring', '^main/hub/[^/]+$', [CONTRACT, LOG, '^main/hub/'], 'The top level of the hub wires its features.'),
  {
    name: 'hub-feature',
    comment:
      'A feature of the hub sees the contract, the store, Arrow frames and itself; another feature reaches it through the wiring.',
    severity: 'error',
    from: { path: '^main/hub/([^/]+)/', pathNot: '^main/hub/store/' },
    to: {
      pathNot: ['^main/hub/$1/', '^main/hub/store/', ARROW, CONTRACT, DATA, LIBRARIES, '^test/'],
      dependencyTypesNot: ['core'],
      couldNotResolve: false,
    },
  },
  room('hub-store', '^main/hub/store/', [CONTRACT, SQLITE], 'The store stands below every feature.'),
  room(
    'reference-backend',
    '^main/reference-backend/',
    [CONTRACT, SQLITE, ARROW],
    'The backend shares the contract with the app and no code.',
  ),
  room('sqlite', SQLITE, [CONTRACT], 'The driver port knows neither of its users (build/decisions/0001).'),
  room('arrow', ARROW, [CONTRACT], 'What frames look like is known to both ends and knows neither (build/decisions/0013).'),
  room('log', LOG, [], 'Where lines go knows nobody who writes them (build/decisions/0015).'),
  room('build', '^build/', [CONTRACT], 'Tools know the contract only.'),
];

/** @type {Rule[]} */
const crossing = [
  {
    name: 'electron',
    comment:
      'Electron is at home in main (app, ipc, platform) in the bridges and in what Electron itself starts (build/runtime).',
    severity: 'error',
    from: { pathNot: ['^main/(app|ipc|platform)/', '^preload/[^/]+$', '^build/runtime/', '^test/', LIBRARIES] },
    to: { path: ELECTRON },
  },
  {
    name: 'node-builtins',
    comment: 'These rooms run in a page, in a sandbox or as pure planners; what they need of Node comes through a port.',
    severity: 'error',
    from: { path: ['^preload/', '^renderer/', '^main/index\\.ts$', '^main/(ipc|wall|kiosk)/'], pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'contract-libraries',
    comment: 'The contract is checked on both sides with zod and needs nothing else.',
    severity: 'error',
    from: { path: CONTRACT, pathNot: TESTS },
    to: { path: LIBRARIES, pathNot: ['(^|/)node_modules/zod/', ELECTRON] },
  },
  {
    name: 'sqlite-libraries',
    comment: 'The driver port needs the driver and nothing else.',
    severity: 'error',
    from: { path: SQLITE, pathNot: TESTS },
    to: { path: LIBRARIES, pathNot: ['(^|/)node_modules/sqlite3/', ELECTRON] },
  },
  {
    name: 'sqlite-driver',
    comment: 'One room knows the driver, so that one room changes when it is replaced (build/decisions/0001).',
    severity: 'error',
    from: { pathNot: [SQLITE, '^test/'] },
    to: { path: '(^|/)node_modules/sqlite3/' },
  },
  {
    name: 'front-door',
    comment: 'From outside, a room of main is its index.ts (the site file has one of its own).',
    severity: 'error',
    from: { path: '^main/([^/]+)/', pathNot: TESTS },
    to: {
      path: '^main/(wall|kiosk|ipc|platform|sqlite|arrow|log)/',
      pathNot: ['^main/$1/', '^main/(wall|kiosk|ipc|platform|platform/site|sqlite|arrow|log)/index\\.ts$'],
    },
  },
  {
    name: 'hub-front-door',
    comment: 'From outside, wiring included, a feature of the hub is its index.ts.',
    severity: 'error',
    from: { path: '^main/hub/([^/]+)', pathNot: TESTS },
    to: { path: '^main/hub/[^/]+/', pathNot: ['^main/hub/$1/', '^main/hub/[^/]+/index\\.ts$'] },
  },
  {
    name: 'tests-are-imported-by-nobody',
    comment: 'Only tests see test/; start.mjs borrows its virtual wall for machines without a display.',
    severity: 'error',
    from: { pathNot: ['^test/', TESTS, '^build/start\\.mjs$'] },
    to: { path: ['^test/', TESTS] },
  },
  {
    name: 'contract-test',
    comment: 'The client of the contract test is made from the published file alone; libraries and Node apart it shares nothing.',
    severity: 'error',
    from: { path: '^test/contract/' },
    to: { path: '^(main|preload|renderer|build|test)/', pathNot: ['^test/contract/'] },
  },
  {
    name: 'start-borrows-the-rig-only',
    comment: 'The virtual wall is all that start.mjs may take from test/.',
    severity: 'error',
    from: { path: '^build/start\\.mjs$' },
    to: { path: ['^test/', TESTS], pathNot: '^test/rig/' },
  },
  {
    name: 'every-file-has-a-room',
    comment: 'A new folder needs a row in this table first.',
    severity: 'error',
    from: {
      pathNot: [
        ...['^preload/', '^build/', '^test/', LIBRARIES, DATA],
        '^main/(app|ipc|platform|wall|kiosk|hub|reference-backend|sqlite|arrow|log)/',
        '^main/index\\.ts$',
        `^renderer/(${RENDERER_ROWS.flat().join('|')})/`,
      ],
    },
    to: {},
  },
  {
    name: 'no-cycles',
    comment: 'Types included: a cycle hides which of the two depends on the other.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    comment: 'What does not resolve here would fail in the bundle or at run time.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...rooms, ...crossing],
  options: {
    doNotFollow: { path: [LIBRARIES, DATA] },
    exclude: { path: ['(^|/)test/boundaries/fixtures/', '^dist/', '^\\.cache/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['types', 'main'],
    },
    skipAnalysisNotInRules: true,
  },
};
