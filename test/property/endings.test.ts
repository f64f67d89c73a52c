import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type EndingCode, endings, endingTexts } from '../../src/model/endings.ts'
import type { Outcome } from '../../src/model/report.ts'
import { maskReport } from '../../src/render/masking/mask-report.ts'
import { blockedTexts } from '../../src/render/masking/masked-texts.ts'
import { createMasking } from '../../src/render/masking/masking.ts'

const codes = Object.keys(endings) as EndingCode[]
const masking = createMasking(Buffer.from('a key of the tests'))

function templatesOf(code: EndingCode): string[] {
  const { reason, hint }: { reason: string; hint?: string } = endings[code]
  return hint === undefined ? [reason] : [reason, hint]
}

function namesOf(code: EndingCode): string[] {
  return templatesOf(code).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string))
}

/** Details of any code: the types of `endingTexts` ask for those of one. */
function textsWith(code: EndingCode, detail: (name: string) => string) {
  const details = Object.fromEntries(namesOf(code).map((name) => [name, detail(name)]))
  return (endingTexts as (code: EndingCode, details: object) => { reason: string; hint?: string })(code, details)
}

function masked(outcome: Partial<Outcome>): Outcome | undefined {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 1, skipped: 0, blocked: 0 }
  const whole: Outcome = { key: 'ada', action: 'update', outcome: 'failed', ...outcome }
  return maskReport({ outcomes: [whole], counts, interrupted: false }, [], masking).outcomes[0]
}

test.each(codes)('%s: every placeholder is filled, whatever the values hold', (code) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { reason, hint } = textsWith(code, (name) => `{${name}}${text}{advice}$&`)
      const expected = templatesOf(code).map((template) =>
        template
          .split(/(\{\w+\})/)
          .map((part) => (/^\{\w+\}$/.test(part) ? `${part}${text}{advice}$&` : part))
          .join(''),
      )
      expect([reason, ...(hint === undefined ? [] : [hint])]).toEqual(expected)
    }),
  )
})

test.each(codes)('%s: masked, nothing of its details is left, and the code is', (code) => {
  fc.assert(
    fc.property(fc.uuid(), (text) => {
      const shown = masked({ code, ...textsWith(code, () => `canary ${text}`) })
      expect(shown?.code).toBe(code)
      expect(JSON.stringify(shown)).not.toMatch(/canary|\{\w+\}/)
      expect(JSON.stringify(shown)).not.toContain(text)
    }),
  )
})

test.each(codes.filter((code) => namesOf(code).length === 0))('%s: without details, masked is as it is', (code) => {
  const texts = endingTexts(code as 'moved')
  expect(masked(texts)).toMatchObject(texts)
})

test.each(codes)('%s: a reason that is only details has another text without them', (code) => {
  const { reason, bare }: { reason: string; bare?: string } = endings[code]
  expect(bare ?? reason.replaceAll(/\{\w+\}/g, '').trim()).not.toBe('')
  expect(bare ?? '').not.toContain('{')
})

test('a hint that may be absent is not invented', () => {
  expect(endingTexts('operation-failed', { message: 'no' })).toEqual({ code: 'operation-failed', reason: 'no' })
})

test('a code says one thing: of an ending, or of what the plan had blocked', () => {
  expect(codes.filter((code) => Object.hasOwn(blockedTexts, code))).toEqual([])
})

test('exactly those hints say to plan again whose code says so', () => {
  const saying = codes.filter((code) => templatesOf(code)[1]?.includes('plan again'))
  expect(codes.filter((code) => 'again' in endings[code])).toEqual(saying)
})
