import { defineConfig } from 'vitest/config'

const endToEnd = 'test/e2e/**/*.test.ts'

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    // Only to end what hangs: no test may depend on how fast a machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxConcurrency: 3,
    projects: [
      { extends: true, test: { name: 'sources', include: ['test/**/*.test.ts'], exclude: [endToEnd] } },
      {
        extends: true,
        test: { name: 'end to end', testTimeout: 900_000, include: [endToEnd], globalSetup: ['test/support/build.ts'] },
      },
    ],
  },
})
