// Who may know whom (ARCHITECTURE.md, "Forbidden imports"). Each rule says why it stands.

const MODULES = '^(systems|platforms)/';
const OWN_MODULE = '^(systems|platforms)/([^/]+)/src/';
const STORE = '/src/store(\\.ts$|/)';
const MODEL = '/src/model(\\.ts$|/)';
// Tests, and what several tests share: testing-… files.
const TEST = '(\\.test|/testing-[a-z-]+|/e2e/[a-z-]+)\\.ts$';
// Pure libraries about customs: fields and bytes, signatures, checks, rates and taxes.
const CUSTOMS_LIBRARIES = '^customs/(ceb|signatures|rules|tariff)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need each other are one file, or a third one is missing. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved-imports',
      comment: 'An import that cannot be found escapes every other rule here.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-declare-what-they-use',
      comment:
        'Works by luck of hoisting today and breaks on the next install. Tests may use the root’s tools.',
      severity: 'error',
      from: { pathNot: [TEST, '^kernel/src/testing'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'kernel-knows-nobody',
      comment: 'Everything stands on the kernel; it stands on nothing of ours.',
      severity: 'error',
      from: { path: '^kernel/' },
      to: { path: '^(customs|systems|platforms|apps)/' },
    },
    {
      name: 'customs-knows-no-module',
      comment: 'The other side of the counter does not know who stands at it.',
      severity: 'error',
      from: { path: '^customs/' },
      to: { path: '^(systems|platforms|apps)/' },
    },
    {
      name: 'customs-libraries-are-pure',
      comment:
        'ceb, signatures, rules and tariff run anywhere, also in a browser or at a company: no database, no HTTP.',
      severity: 'error',
      from: { path: CUSTOMS_LIBRARIES, pathNot: TEST },
      to: {
        path: [
          '^customs/gateway/',
          '^kernel/src/(db|http|outbox|migrate|settings|testing|embedded-postgres|temporary-postgres)',
          '^node_modules/(pg|pg-copy-streams|fastify|pino)/',
        ],
      },
    },
    {
      name: 'modules-meet-in-the-server',
      comment:
        'A module sees of another one its contract. Behaviour is handed in by apps/server/src/compose.ts.',
      severity: 'error',
      from: { path: OWN_MODULE },
      to: { path: MODULES, pathNot: ['^$1/$2/', '/src/contract(\\.ts$|/)'] },
    },
    {
      name: 'modules-know-no-transport-and-no-app',
      comment: 'How customs is reached and how the program is started is not a module’s business.',
      severity: 'error',
      from: { path: MODULES },
      to: { path: '^(customs/gateway|apps)/' },
    },
    {
      name: 'only-the-server-composes',
      comment: 'The face of a module (index.ts) is for the place that wires modules together.',
      severity: 'error',
      from: { path: '^([^/]+)/([^/]+)/', pathNot: ['^apps/server/', TEST] },
      to: { path: '^(systems|platforms)/[^/]+/src/index\\.ts$', pathNot: '^$1/$2/' },
    },
    {
      name: 'contract-is-a-leaf',
      comment:
        'Others load a contract for its words; it brings nothing along but kernel values and other words.',
      severity: 'error',
      from: { path: '/src/contract(\\.ts$|/)' },
      to: {
        path: [
          '^(customs|systems|platforms|apps)/',
          '^kernel/src/(db|http|outbox|migrate|settings)',
        ],
        pathNot: '/src/contract(\\.ts$|/)',
      },
    },
    {
      name: 'model-is-pure',
      comment: 'Rules without I/O can be read, tested and believed.',
      severity: 'error',
      from: { path: MODULES + '.*' + MODEL, pathNot: TEST },
      to: {
        path: [
          '/src/(store|routes|index)(\\.ts$|/)',
          '^kernel/src/(db|http|outbox|migrate|settings|log|runtime)',
          '^node_modules/(pg|pg-copy-streams|fastify|pino)/',
        ],
      },
    },
    {
      name: 'model-uses-no-system',
      comment: 'As above, for Node’s own modules.',
      severity: 'error',
      from: { path: MODULES + '.*' + MODEL, pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'driver-in-the-kernel-only',
      comment:
        'Stores speak SQL through the kernel’s Tx, so that batches, retries and types are the same everywhere.',
      severity: 'error',
      from: { pathNot: ['^kernel/', TEST] },
      to: { path: '^node_modules/(pg|pg-copy-streams)/' },
    },
    {
      name: 'store-is-below-use-cases',
      comment: 'A store gives and takes data. It decides nothing and calls nobody.',
      severity: 'error',
      from: { path: MODULES + '.*' + STORE, pathNot: TEST },
      to: { path: MODULES, pathNot: [STORE, MODEL, '/src/contract(\\.ts$|/)'] },
    },
    {
      name: 'routes-use-use-cases',
      comment: 'A route that reads tables is a use case without a name.',
      severity: 'error',
      from: { path: '/src/routes\\.ts$' },
      to: { path: STORE },
    },
    {
      name: 'portal-talks-http',
      comment: 'The browser sees the API and its words, nothing behind it.',
      severity: 'error',
      from: { path: '^apps/portal/' },
      to: {
        path: ['^(systems|platforms)/', '^customs/gateway/', '^apps/(server|cli)/'],
        pathNot: '/src/contract(\\.ts$|/)',
      },
    },
    {
      name: 'cli-sees-commands-and-libraries',
      comment:
        'The command line calls the server’s commands (ADR 0003), contracts and pure libraries.',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: TEST },
      to: {
        path: ['^(systems|platforms)/', '^customs/gateway/', '^apps/(server|portal)/'],
        pathNot: ['/src/contract(\\.ts$|/)', '^apps/server/src/commands/'],
      },
    },
    {
      name: 'server-knows-no-client',
      comment: 'The server answers; it does not know who asks.',
      severity: 'error',
      from: { path: '^apps/server/' },
      to: { path: '^apps/(cli|portal)/' },
    },
    {
      name: 'no-tests-in-the-program',
      comment: 'Test support drags Vitest into the program.',
      severity: 'error',
      from: { pathNot: [TEST, '^kernel/src/testing', '/src/testing/'] },
      to: { path: [TEST, '^kernel/src/testing', '^node_modules/(vitest|fast-check)/'] },
    },
  ],
  options: {
    // The client is generated.
    doNotFollow: { path: ['node_modules', '^clients/'] },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
};
