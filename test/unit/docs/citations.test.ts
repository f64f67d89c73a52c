import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const referencePage = 'docs/reference/kratos-admin-api.md'
const thisFile = relative(root, fileURLToPath(import.meta.url))

const section = /§(\d+(?:\.\d+)?)/g
/** `trap 12`, `traps 9 and 38`, `traps 1–5`. */
const trap = /\btraps? \d+(?:(?:, | and |–)\d+)*/g
/** `API reference §6.7`, also with more of its sections and traps behind. */
const citation = /API reference,? (?:§\d+(?:\.\d+)?|traps? \d+)(?:(?:, | and )(?:§\d+(?:\.\d+)?|traps? \d+))*/g

interface Source {
  readonly file: string
  readonly text: string
  /** On one line, without the marks of comments between the words of a sentence. */
  readonly flat: string
}

const page = withoutExamples(readFileSync(join(root, referencePage), 'utf8'))
const sections = new Set([...page.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number))
const traps = new Set([...partOf(page, '## 16. ').matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number)))
const sources = ['src', 'test', 'scripts', 'docs']
  .flatMap(read)
  .concat(['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(readOne))

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => /\.(?:ts|js|md|ya?ml)$/.test(file) && file !== thisFile)
    .map(readOne)
}

function readOne(file: string): Source {
  const text = readFileSync(join(root, file), 'utf8')
  return { file, text, flat: text.replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ') }
}

function withoutExamples(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gm, '')
}

/** From a heading to the next one of its level. */
function partOf(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n${heading}`)
  return markdown.slice(start, markdown.indexOf('\n## ', start + 1))
}

/** All numbers of a list, and those in between of a range. */
function numbersOf(text: string): number[] {
  return [...text.matchAll(/(\d+)(?:–(\d+))?/g)].flatMap(([, first, last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index),
  )
}

/** The name that a heading has in a link, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const file = path === '' ? from : join(dirname(from), path)
  if (!existsSync(join(root, file))) return false
  if (anchor === undefined) return true
  const headings = withoutExamples(readFileSync(join(root, file), 'utf8')).matchAll(/^#+ (.*)$/gm)
  return [...headings].some(([, heading = '']) => anchorOf(heading) === anchor)
}

/** What is wrong, each with the file that it stands in. */
function wrong(find: (source: Source) => readonly string[]): string[] {
  return sources.flatMap((source) => find(source).map((text) => `${source.file}: ${text}`))
}

test('the sections and traps of the API reference are numbered without a gap', () => {
  expect([...traps]).toEqual(Array.from({ length: traps.size }, (_, index) => index + 1))
  expect(traps.size).toBeGreaterThanOrEqual(52)
  const chapters = [...sections].filter((number) => !number?.includes('.'))
  expect(chapters).toEqual(Array.from({ length: chapters.length }, (_, index) => String(index)))
  expect(sections.size).toBeGreaterThan(60)
})

test('each section of the API reference that is cited is there', () => {
  const cited = ({ file, flat }: Source) => (file === referencePage ? [flat] : (flat.match(citation) ?? []))
  expect(sources.flatMap(cited).length).toBeGreaterThan(100)
  const missing = (text: string) => [...text.matchAll(section)].filter(([, number]) => !sections.has(number))
  expect(wrong((source) => cited(source).flatMap((text) => missing(text).map(([name]) => name)))).toEqual([])
})

test('each trap that is cited is there', () => {
  const isWrong = (name: string) => numbersOf(name).some((number) => !traps.has(number))
  expect(wrong(({ flat }) => (flat.match(trap) ?? []).filter(isWrong))).toEqual([])
})

test('no section is cited in another form, or of another document', () => {
  const rest = ({ file, flat }: Source) => (file === referencePage ? '' : flat.replaceAll(citation, ''))
  expect(wrong((source) => rest(source).match(/§ ?\d\S*/g) ?? [])).toEqual([])
})

test('each page of the docs that code names is there, with its heading', () => {
  const named = ({ file, flat }: Source) =>
    file.endsWith('.md') ? [] : (flat.match(/\bdocs\/[\w/-]+\.md(?:#[\w-]+)?/g) ?? [])
  expect(wrong((source) => named(source).filter((path) => !leadsSomewhere('.', path)))).toEqual([])
})

test('each link from a page to a file of the repository leads somewhere', () => {
  const links = ({ file, text }: Source) =>
    file.endsWith('.md') ? [...withoutExamples(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link) : []
  const isOurs = (link: string) => !/^[a-z]+:/.test(link)
  expect(wrong((source) => links(source).filter((link) => isOurs(link) && !leadsSomewhere(source.file, link)))).toEqual(
    [],
  )
})
