import { availableParallelism } from 'node:os'

/** Tests run on the sources as native ES modules; types are checked by `npm run types`, not here. */
const swc = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, useDefineForClassFields: true },
  },
  module: { type: 'es6' },
}

export default {
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  // Generous, since a busy machine is no failure; a test that hangs still ends.
  testTimeout: 30_000,
  // One worker more than there are cores: much of the time goes into waiting for servers and databases.
  maxWorkers: availableParallelism() + 1,
  // The modules of finished files stay in the memory of a worker, until it does nothing but look for room in it.
  workerIdleMemoryLimit: '1GB',
}
