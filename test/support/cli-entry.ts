import { fileURLToPath } from 'node:url'

/** The built command line, as it is published. */
export const cliEntry = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
