import fc from 'fast-check'
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { describe, expect, test } from 'vitest'
import { escapeText } from '../../src/render/escape.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import { html, prose } from '../../src/render/reports/html/markup.ts'
import { html as htmlPage } from '../../src/render/reports/html.ts'
import type { ReportContent, ReportSheet } from '../../src/render/reports/report-format.ts'
import { runsOf } from '../support/depth.ts'
import { hostilePlan, hostileSubject } from '../support/hostile-subject.ts'

const runs = { numRuns: runsOf({ quick: 40, deep: 500 }) }

/** What could begin or end something in HTML, run something, or move letters about. */
const parts = fc.oneof(
  fc.constantFrom(
    ...['<script>alert(1)</script>', '</script>', '</style>', '<!--', '-->', '--!>', ']]>', '<![CDATA[', '<?xml'],
    ...['"', "'", '`', '=', '<', '>', '&', '&lt;', '&#60;', '&amp', '\\u003c', '<img src=x onerror=alert(1)>'],
    ...[
      '" onfocus="alert(1)" autofocus x="',
      "' style='x:y",
      'javascript:alert(1)',
      '</details></li>',
      '<svg onload=1>',
    ],
    ...['</title>', '</textarea>', '<plaintext>', '\u0000', '\r\n', '\n', '\t', '\u2028', '\u202e', '\ufeff', '\ud800'],
    ...['<a href="https://evil.example">', 'e\u0301', '\u0301', '\u05d0\u05d1', '\u{1f469}\u200d\u{1f680}', ' '],
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)
const hostileText = fc.array(parts, { minLength: 1, maxLength: 5 }).map((some) => some.join(''))

const sheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'ok',
  masked: false,
  prefix: 'ops/',
  configFile: 'idctl.yaml',
  linkBase: 'https://e.example/acme/people/blob/1f',
}

const pageOf = (content: ReportContent) => [...htmlPage(content, sheet)].join('')

interface Parsed {
  readonly elements: readonly Tree.Element[]
  readonly texts: readonly string[]
  readonly errors: readonly string[]
}

/** As a browser reads it. */
function parsed(page: string): Parsed {
  const elements: Tree.Element[] = []
  const texts: string[] = []
  const errors: string[] = []
  const walk = (node: Tree.Node): void => {
    if ('tagName' in node) elements.push(node)
    if ('value' in node) texts.push(node.value)
    expect(node.nodeName).not.toBe('#comment')
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(parse(page, { onParseError: ({ code }) => errors.push(code) }))
  return { elements, texts, errors }
}

function textOf(node: Tree.Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

const attributesOf = ({ attrs }: Tree.Element) => attrs.map(({ name }) => name)
const attributeOf = ({ attrs }: Tree.Element, wanted: string) => attrs.find(({ name }) => name === wanted)?.value ?? ''

/** Every element of our pages with the attributes that it may have. */
const ours: Readonly<Record<string, string>> = {
  html: 'lang',
  head: '',
  meta: 'charset http-equiv content name',
  title: '',
  style: '',
  body: '',
  header: '',
  main: 'id tabindex class',
  footer: '',
  script: 'type',
  section: 'aria-labelledby',
  div: 'class role aria-label',
  p: 'class id role',
  h1: '',
  h2: 'id',
  span: 'class title',
  button: 'type id disabled aria-pressed class data-facet data-value',
  input: 'type id disabled aria-label placeholder autocomplete spellcheck',
  svg: 'class viewbox viewBox preserveaspectratio preserveAspectRatio role aria-label',
  rect: 'class x width height',
  dl: 'class',
  dt: '',
  dd: '',
  ul: 'class',
  li: 'class data-action data-cause data-kind data-outcome data-effect data-severity data-ways data-result',
  details: 'open',
  summary: 'class',
  a: 'class href rel',
  table: '',
  thead: '',
  tbody: '',
  tr: '',
  th: 'scope',
  td: 'class',
  ...Object.fromEntries('b bdi code del ins kbd q small'.split(' ').map((name) => [name, ''])),
}
const mayHave = (name: string): readonly string[] => `${ours[name]} class`.split(' ')

const unseen = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Surrogate}]/u

describe('whatever anybody has written', () => {
  test('a page has no element, attribute, link or comment beside ours', () => {
    fc.assert(
      fc.property(hostileSubject(hostileText), hostileText, (subject, message) => {
        const page = pageOf({ subject, failure: { exit: 1, name: 'error', message, hint: message } })
        const { elements, errors, texts } = parsed(page)
        expect(errors).toEqual([])
        const foreign = elements.filter(
          (element) =>
            ours[element.tagName] === undefined ||
            attributesOf(element).some((name) => !mayHave(element.tagName).includes(name)),
        )
        expect(foreign.map((element) => [element.tagName, ...attributesOf(element)])).toEqual([])
        const links = elements.flatMap((element) => (element.tagName === 'a' ? [attributeOf(element, 'href')] : []))
        expect(
          links.filter(
            (link) => !/^(?:#problems|#privileged|https:\/\/e\.example\/acme\/people\/blob\/1f\/\S+)$/.test(link),
          ),
        ).toEqual([])
        expect(texts.filter((text) => unseen.test(text))).toEqual([])
        expect(elements.filter(({ tagName }) => tagName === 'script' || tagName === 'style')).toHaveLength(2)
      }),
      runs,
    )
  })

  test('keys are shown, each as it is', () => {
    fc.assert(
      fc.property(hostilePlan(hostileText), (plan) => {
        const { elements } = parsed(pageOf({ subject: { kind: 'plan', plan: shownPlan(plan) } }))
        const keys = elements.flatMap((element) => (attributeOf(element, 'class') === 'key' ? [textOf(element)] : []))
        const spelled = new Set(keys.map(plainly))
        expect(plan.changes.filter(({ key }) => !spelled.has(plainly(escapeText(key))))).toEqual([])
      }),
      runs,
    )
  })

  test('a text is that text between tags and in attributes, and a sentence loses only the ticks around commands', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { elements } = parsed(String(html`<p title="${text}">${text}</p><div>${prose(text)}</div>`))
        const [paragraph, block] = elements.slice(-2 - elements.filter(({ tagName }) => tagName === 'code').length)
        expect(paragraph && attributeOf(paragraph, 'title')).toBe(escapeText(text))
        expect(paragraph && textOf(paragraph)).toBe(escapeText(text))
        expect(block && textOf(block).replaceAll('`', '')).toBe(escapeParts(text))
      }),
      runs,
    )
  })
})

/** A key that looks like another one is spelled out. */
function plainly(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function escapeParts(text: string): string {
  const ticked = text.split('`')
  return ticked.length % 2 === 0 ? escapeText(text).replaceAll('`', '') : ticked.map(escapeText).join('')
}
