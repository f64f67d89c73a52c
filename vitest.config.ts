import { defineConfig } from 'vitest/config'

const endToEnd = 'test/e2e/**/*.test.ts'

/** `--mode deep`: what has a full size, at that size. */
export default defineConfig(({ mode }) => {
  const isDeep = mode === 'deep'
  return {
    test: {
      ...(isDeep && { env: { IDCTL_DEEP: '1' } }),
      // One for each core: with more of them, what they import again takes longer than they wait.
      maxWorkers: '100%',
      setupFiles: ['test/support/seed.ts'],
      disableConsoleIntercept: true,
      // Only to end what hangs: no test may depend on how fast a machine is.
      testTimeout: isDeep ? 1_800_000 : 300_000,
      hookTimeout: 300_000,
      maxConcurrency: 3,
      projects: [
        {
          extends: true,
          test: {
            name: 'sources',
            // A worker keeps what it has imported: most files take longer to import than to run.
            isolate: false,
            include: ['test/**/*.test.ts'],
            exclude: [endToEnd],
          },
        },
        {
          extends: true,
          test: {
            name: 'end to end',
            testTimeout: 900_000,
            include: [endToEnd],
            globalSetup: ['test/support/build.ts'],
          },
        },
      ],
    },
  }
})
