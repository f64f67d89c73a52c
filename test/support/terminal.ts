import type { Terminal } from '../../src/cli/context.ts'

/** No terminal, unless a test says so. */
export function terminalOf(over: Partial<Terminal> = {}): Terminal {
  return {
    canAsk: false,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdoutColumns: () => undefined,
    stderrColumns: () => undefined,
    ...over,
  }
}
