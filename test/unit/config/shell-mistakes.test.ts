import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { type Call, shellMistakes } from '../../support/mistakes/shell-mistakes.ts'
import { project } from '../../support/temp-project.ts'

const told = ({ files, variables = {}, ...request }: Call) => {
  const { diagnostics } = loadConfig({ cwd: project(files), variables, ...request })
  return diagnostics.map(({ code, summary, hint }) => `${code} ${summary} (${hint ?? ''})`)
}

describe.each(shellMistakes.map((mistake) => [`${mistake.code}: ${nameOf(mistake.call)}`, mistake] as const))(
  '%s',
  (_, { code, call, ways }) => {
    test('is one problem', () => {
      expect(told(call)).toEqual([expect.stringMatching(`^${code} `)])
    })

    test.each(ways.map((way) => [nameOf(way), way] as const))('and none with %s', (_name, way) => {
      expect(told(way)).toEqual([])
    })
  },
)

function nameOf({ files, ...request }: Call): string {
  return `${JSON.stringify(request)} beside ${Object.keys(files).filter((file) => file.endsWith('.yaml'))}`
}
