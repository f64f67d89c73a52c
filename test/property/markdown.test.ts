import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeText } from '../../src/render/escape.ts'
import { looksOf } from '../../src/render/looks.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import { longestReport } from '../../src/render/reports/markdown/document.ts'
import { layOut } from '../../src/render/reports/markdown/fit.ts'
import { cell, code, prose } from '../../src/render/reports/markdown/inert.ts'
import { markdown } from '../../src/render/reports/markdown.ts'
import type { ReportSheet, ReportSubject } from '../../src/render/reports/report-format.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'
import { hostileText } from '../support/hostile-markdown.ts'
import { hostilePlan, hostileSubject } from '../support/hostile-subject.ts'
import { type HtmlPiece, htmlOf, piecesOf, textOf } from '../support/markdown-html.ts'
import { poisonPlan } from '../support/poison.ts'

/**
 * Without the sign that keeps letters of other directions from moving what stands beside them. Marks that would join with what stands before
 * them are spelled out where a text is taken apart.
 */
const plainly = (text: string) =>
  text
    .replaceAll('\u200e', '')
    .replaceAll(/\p{M}/gu, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)

const tagsIn = (pieces: readonly HtmlPiece[]) => pieces.flatMap(({ tag }) => (tag === undefined ? [] : [tag]))

/** Text outside of code may hold only what no platform makes anything of. */
const dangerous = /[@#<>&\\*_~^$`[\]{}]|\b[0-9a-f]{7,}\b|\d[-\w]*\p{L}|\p{L}[-\w]*\d|:\w|www\.|![\p{L}\d[]/iu

function expectInert(pieces: readonly HtmlPiece[]): void {
  const open = pieces.flatMap(({ text, isCode }) => (text === undefined || isCode ? [] : [text]))
  expect(open.filter((text) => dangerous.test(text))).toEqual([])
}

describe('whatever anybody calls themselves', () => {
  test('a text in code is that text, and nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const pieces = piecesOf(htmlOf(`before ${code(text)} after`))
        expect(tagsIn(pieces)).toEqual(['<p>', '<code>', '</code>', '</p>'])
        expect(plainly(textOf(pieces))).toBe(plainly(`before ${escapeText(text)} after`))
      }),
    )
  })

  test('so it is in a row of a list and in a link', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const pieces = piecesOf(
          htmlOf(`- **do** ${code(text)} · [${code(text)}](https://e.example/a)\n  - ${code(text)}\n`),
        )
        const name = '<code>'
        expect(tagsIn(pieces)).toEqual([
          ...[
            '<ul>',
            '<li>',
            '<strong>',
            '</strong>',
            name,
            '</code>',
            '<a href="https://e.example/a">',
            name,
            '</code>',
            '</a>',
          ],
          ...['<ul>', '<li>', name, '</code>', '</li>', '</ul>', '</li>', '</ul>'],
        ])
      }),
    )
  })

  test('a cell of a table is one cell', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const pieces = piecesOf(htmlOf(`| a | b |\n| --- | --- |\n| ${cell(text)} | end |\n`))
        const cells = tagsIn(pieces).filter((tag) => tag === '<td>')
        expect(cells).toHaveLength(2)
        expect(
          new Set(tagsIn(pieces).filter((tag) => !/^<\/?(?:table|thead|tbody|tr|th|td|code)>$/.test(tag))),
        ).toEqual(new Set())
        const [, first = ''] =
          /<tbody>\s*<tr>\s*<td>(.*?)<\/td>/s.exec(htmlOf(`| a | b |\n| --- | --- |\n| ${cell(text)} | end |\n`)) ?? []
        expect(plainly(textOf(piecesOf(first)))).toBe(plainly(escapeText(text)))
      }),
    )
  })

  test('a sentence with data in it says the same, and only its words are words', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const pieces = piecesOf(htmlOf(`note: ${prose(text)}`))
        expect(tagsIn(pieces).filter((tag) => !['<p>', '</p>', '<code>', '</code>'].includes(tag))).toEqual([])
        expectInert(pieces)
        const said = plainly(textOf(pieces))
        const sentence = plainly(`note: ${escapeText(text).trim()}`.trimEnd())
        // Of a quoted command, the quotes are the code.
        expect(said.replaceAll('`', '')).toBe(sentence.replaceAll('`', ''))
      }),
    )
  })

  test('nor does a sentence begin anything where it begins a row', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText, fc.constantFrom('1. x', '12) x', '1.', '2)', '+ x', '- x', '# x', '> x')),
        (text) => {
          const pieces = piecesOf(htmlOf(`- ${prose(text)}\n  - ${prose(text)}\n`))
          const others = tagsIn(pieces).filter((tag) => !/^<\/?(?:ul|li|code)>$/.test(tag))
          expect(others).toEqual([])
        },
      ),
    )
  })

  test('names and sentences without anything odd stay plain', () => {
    for (const text of [
      "Ana Abel-Ek O'Neil",
      'Zoë, 田中 太郎.',
      'the person (if any) can no longer sign in: 12 of 30 %',
    ]) {
      expect(prose(text)).toBe(text)
    }
    expect(prose('find out who `emp-1` is, then: `idctl adopt emp-1006`.')).toBe(
      'find out who `emp-1` is, then: `idctl adopt emp-1006`.',
    )
  })

  test('a quote is in code where it begins there', () => {
    expect(prose('/traits/city "<b>", and "a@b.example".')).toBe('`/traits/city "<b>"`, and "`a@b.example`".')
  })
})

const sheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'ok',
  masked: false,
  prefix: 'ops/',
  configFile: 'idctl.yaml',
  linkBase: 'https://e.example/acme/people/blob/1f',
}
const reportOf = (subject: ReportSubject, over: Partial<ReportSheet> = {}) =>
  [...markdown({ subject }, { ...sheet, ...over })].join('')

const plans = hostilePlan(hostileText)
const subjects = hostileSubject(hostileText)

/** The only elements of a report, and its only links: those to files of the repository. */
const ours =
  /^(?:<\/?(?:h3|h4|p|ul|li|strong|code|details|summary|pre|br|table|thead|tbody|tr|th|td)>|<br \/>|<code class="language-text">|<a href="https:\/\/e\.example\/acme\/people\/blob\/1f\/[\w\-.~%/#]+">|<\/a>)$/

describe('a report of whatever anybody has written', () => {
  test('is made of our elements alone, and nothing in it does anything', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        const [first, ...others] = piecesOf(htmlOf(reportOf(subject)))
        expect(first?.tag).toMatch(/^<!-- idctl:plan [\w\-.~%= ]*-->$/)
        expect(first?.tag?.slice(4, -3)).not.toContain('--')
        expect(tagsIn(others).filter((tag) => !ours.test(tag))).toEqual([])
        expectInert(others)
        const depth = tagsIn(others).reduce(
          (open, tag) => open + Number(tag === '<details>') - Number(tag === '</details>'),
          0,
        )
        expect(depth).toBe(0)
      }),
    )
  })

  test('names each removal and each blocked row', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const text = plainly(textOf(piecesOf(htmlOf(reportOf({ kind: 'plan', plan: shownPlan(plan) })))))
        const vital = plan.changes.filter(
          ({ action, blocked }) => blocked || ['delete', 'disable', 'release'].includes(action),
        )
        for (const { key } of vital) {
          const shown = escapeText(key)
          if (looksOf(key) === key) expect(text).toContain(plainly(shown))
        }
      }),
      { numRuns: runsOf({ quick: 6, deep: 400 }) },
    )
  })
})

describe('no report is longer than a comment may be', () => {
  const long = fc
    .constantFrom(1, 100, 20_000)
    .chain((size) => fc.constantFrom('x', '`', '|', '\u{1f469}\u200d', '\u202e', ' a').map((text) => text.repeat(size)))

  test('however long the texts are that somebody writes', () => {
    fc.assert(
      fc.property(arbitrary.plan, long, fc.nat(40), (given, text, copies) => {
        const plan = poisonPlan(given, text)
        const changes = Array.from({ length: copies }, () => plan.changes).flat()
        const failure = { exit: 1, name: 'error' as const, message: `${text}\n${text}`, hint: text }
        const subject = { kind: 'plan' as const, plan: shownPlan({ ...plan, changes, target: text, workspace: text }) }
        const whole = [...markdown({ subject, failure }, sheet)].join('')
        expect(whole.length).toBeLessThanOrEqual(longestReport)
      }),
      { numRuns: runsOf({ quick: 1, deep: 200 }) },
    )
  })

  const item = fc.record({ size: fc.integer({ min: 1, max: 40 }), count: fc.integer({ min: 0, max: 3 }) })
  const part = fc.record({ isVital: fc.boolean(), items: fc.array(item, { maxLength: 30 }), head: fc.nat(10) })

  test('what has no room is counted, and nothing else is told before everything vital is', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.nat(1000), (parts, more) => {
        const given = parts.map(({ isVital, items, head }) => {
          const count = items.reduce((sum, one) => sum + one.count, 0)
          const form = (letter: string, times: number) => ({
            head: '#'.repeat(head),
            items: () => items.map((one) => ({ text: letter.repeat(one.size * times), count: one.count })),
            tail: '.',
          })
          return { count, isVital, forms: [form('L', 3), form('S', 1)], left: (left: number) => `(${left})` }
        })
        const least = given.reduce(
          (sum, { forms, left, count }) => sum + (forms[0]?.head.length ?? 0) + 1 + left(count).length,
          0,
        )
        const laid = layOut(given, least + more)
        expect(laid.map(({ text }) => text).join('').length).toBeLessThanOrEqual(least + more)
        for (const [index, { text, left }] of laid.entries()) {
          const [, said] = /\((\d+)\)$/.exec(text) ?? []
          expect(left).toBe(Number(said ?? 0))
          const letters = (text.match(/[LS]/g) ?? []).length
          expect(letters > 0 || left === given[index]?.count).toBe(true)
        }
        const isCut = (index: number) => /\(\d+\)$/.test(laid[index]?.text ?? '')
        const vital = [...given.keys()].filter((index) => given[index]?.isVital)
        const others = [...given.keys()].filter((index) => !given[index]?.isVital)
        if (vital.some(isCut)) {
          const spare = others.reduce((sum, index) => sum + (laid[index]?.text.match(/[LS]/g) ?? []).length, 0)
          // Only what is too little for one more vital item may go to others.
          expect(spare).toBeLessThanOrEqual(40 * vital.length)
        }
      }),
    )
  })
})
