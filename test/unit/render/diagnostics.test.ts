import { expect, test } from 'vitest'
import { renderDiagnostics } from '../../../src/render/human/diagnostics.ts'
import { plainStyle } from '../../../src/render/style.ts'

test('a diagnostic shows the line with a caret below the column', () => {
  const shown = renderDiagnostics(
    [
      {
        severity: 'error',
        code: 'IDC203',
        summary: 'unknown key "trait"',
        hint: 'did you mean traits?',
        at: { file: 'a.yaml', line: 12, column: 3 },
        related: [{ file: 'b.yaml', line: 1, column: 1 }],
      },
    ],
    plainStyle,
    () => ({ text: '  trait: {}', caret: 2 }),
  )
  expect(shown).toBe(`a.yaml:12:3: error IDC203: unknown key "trait"
  12 |   trait: {}
     |   ^
  also here: b.yaml:1:1
  hint: did you mean traits?`)
})

test('other places stay within the terminal, too', () => {
  const place = { file: `identities/${'long-'.repeat(30)}name.yaml`, line: 7, column: 1 }
  const problem = { severity: 'error', code: 'IDC406', summary: 'twice', at: place, related: [place] } as const
  const shown = renderDiagnostics([problem], { ...plainStyle, width: 60 }, () => undefined)
  expect(shown.split('\n').filter((line) => line.length > 60)).toEqual([])
  expect(shown.replaceAll(/\n +/g, '')).toContain('also here:identities/long-')
})
