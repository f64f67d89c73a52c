import { defineConfig } from 'vitest/config'

const endToEnd = 'test/e2e/**/*.test.ts'

export default defineConfig({
  test: {
    disableConsoleIntercept: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxConcurrency: 3,
    projects: [
      { extends: true, test: { name: 'sources', include: ['test/**/*.test.ts'], exclude: [endToEnd] } },
      {
        extends: true,
        test: { name: 'end to end', testTimeout: 180_000, include: [endToEnd], globalSetup: ['test/support/build.ts'] },
      },
    ],
  },
})
