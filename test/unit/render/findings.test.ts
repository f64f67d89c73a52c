import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../../src/model/finding.ts'
import { renderFindings } from '../../../src/render/human/findings.ts'
import { plainStyle } from '../../../src/render/style.ts'

const words = fc.array(fc.string({ unit: fc.constantFrom(...'abcé-'), minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 40,
})
const finding: fc.Arbitrary<Finding> = fc
  .record({
    check: fc.constantFrom('idctl', 'admin api', 'identity schemas'),
    verdict: fc.constantFrom('advice' as const, 'wrong' as const),
    text: words.map((list) => list.join(' ')),
    hint: words.map((list) => list.join(' ')),
  })
  .map((made) => made as Finding)

test('what the doctor says stays within the terminal, and all of it is there', () => {
  fc.assert(
    fc.property(
      fc.array(finding, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 50, max: 120 }),
      (findings, width) => {
        const lines = renderFindings(findings, { ...plainStyle, width }).split('\n')
        expect(lines.filter((line) => line.length > width)).toEqual([])
        const said = lines.join(' ').replaceAll(/\s+/g, ' ')
        for (const { check, verdict, text, hint } of findings as readonly (Finding & { hint: string })[]) {
          expect(said).toContain(`${verdict} ${check} ${text} hint: ${hint}`)
        }
      },
    ),
  )
})
