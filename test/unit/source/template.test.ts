import { expect, test } from 'vitest'
import { literalText, parseTemplate } from '../../../src/source/template.ts'

test.each([
  ['plain', [{ kind: 'text', text: 'plain' }]],
  ['', []],
  ['${env:A}', [{ kind: 'env', name: 'A' }]],
  [
    'a${env:A}b${file:x/y.txt}',
    [
      { kind: 'text', text: 'a' },
      { kind: 'env', name: 'A' },
      { kind: 'text', text: 'b' },
      { kind: 'file', name: 'x/y.txt' },
    ],
  ],
  ['$${env:A}', [{ kind: 'text', text: '${env:A}' }]],
  ['$$${env:A}', [{ kind: 'text', text: '$${env:A}' }]],
  ['$ {x} $5 $$', [{ kind: 'text', text: '$ {x} $5 $$' }]],
])('%s', (text, parts) => {
  expect(parseTemplate(text)).toEqual({ parts })
})

test.each(['${', '${}', '${env:}', '${foo}', '${ENV:A}', '${json:[]}', 'a ${env:A', '${ env:A }'])(
  '%s is a problem',
  (text) => {
    expect(parseTemplate(text)).toHaveProperty('problem')
    expect(literalText(text)).toBeUndefined()
  },
)

test('the literal of a text without references', () => {
  expect(literalText('a $${b} $c')).toBe('a ${b} $c')
  expect(literalText('a ${env:B}')).toBeUndefined()
})
