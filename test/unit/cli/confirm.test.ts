import { expect, test } from 'vitest'
import { promptTheme } from '../../../src/cli/confirm.ts'
import type { Style } from '../../../src/render/style.ts'

/** As colours do: whatever is handed over is printed. */
const loud = (...texts: readonly string[]) => `<${texts.join(' ')}>`
const style: Style = {
  added: loud,
  removed: loud,
  changed: loud,
  problem: loud,
  warning: loud,
  strong: loud,
  faint: loud,
}

test('the line of a question holds the question and the answer, and nothing of the widget', () => {
  const { prefix, style: theme } = promptTheme(style)
  // The widget calls with its state as well.
  const call = (paint: (text: string) => string, ...words: readonly string[]) =>
    (paint as (...words: readonly string[]) => string)(...words)
  expect(prefix).toBe('<?>')
  expect(call(theme.message, 'Apply 57 changes?', 'idle')).toBe('<Apply 57 changes?>')
  expect(call(theme.answer, 'Yes', 'done')).toBe('<Yes>')
  expect(call(theme.defaultAnswer, 'y/N', 'idle')).toBe('<(y/N)>')
})
