import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { expect, test } from 'vitest'
import IdctlHelp from '../../../src/cli/help.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

async function helpAt(maxWidth: number, words: string[] = []): Promise<string[]> {
  const lines: string[] = []
  class Printed extends IdctlHelp {
    protected override log(...args: string[]): void {
      lines.push(...args.join(' ').split('\n'))
    }
  }
  await new Printed(await Config.load(root), { maxWidth, stripAnsi: true }).showHelp(words)
  return lines
}

test.each([60, 80, 100, 140])('the first lesson fits a terminal of %i columns, and says the same', async (width) => {
  const lines = await helpAt(width)
  expect(lines.filter((line) => line.length > width)).toEqual([])
  const words = (text: readonly string[]) => text.join(' ').split(/\s+/)
  expect(words(lines)).toEqual(words(await helpAt(1000)))
})

test.each([60, 80, 100])(
  'the help of each command fits a terminal of %i columns, but for what is copied',
  async (width) => {
    const { commandIDs } = await Config.load(root)
    for (const id of commandIDs) {
      const text = (await helpAt(width, [id])).join('\n').split('\n')
      const examples = text.indexOf('EXAMPLES')
      const lines = text.filter((line, index) => (examples < 0 || index < examples) && line.length > width)
      expect(lines, id).toEqual([])
    }
  },
)
