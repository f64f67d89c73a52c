import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const referencePage = 'docs/reference/kratos-admin-api.md'
const thisFile = relative(root, fileURLToPath(import.meta.url))

/** `§6.7`, or `trap 12` in all its numbers, as the text has them. */
const section = /§(\d+(?:\.\d+)?)/g
const trap = /\btraps? \d+(?:(?:, | and |–)\d+)*/g
/** `API reference §6.7`, also with more of its sections and traps behind. */
const citation = /API reference,? (?:§\d+(?:\.\d+)?|traps? \d+)(?:(?:, | and )(?:§\d+(?:\.\d+)?|traps? \d+))*/g

interface Source {
  readonly file: string
  /** On one line: the marks of a comment do not stand between the words of a sentence. */
  readonly text: string
}

const page = readFileSync(join(root, referencePage), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
const sections = new Set([...page.matchAll(/^#{2,3} (\d+(?:\.\d+)?)\.? /gm)].map(([, number]) => number))
const traps = new Set([...trapsOf(page).matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number)))
const sources = ['src', 'test', 'scripts', 'docs'].flatMap(read).concat(['README.md', 'SECURITY.md'].map(readOne))

function trapsOf(text: string): string {
  const start = text.indexOf('\n## 16. ')
  return text.slice(start, text.indexOf('\n## ', start + 1))
}

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => /\.(?:ts|js|md|ya?ml)$/.test(file) && file !== thisFile)
    .map(readOne)
}

function readOne(file: string): Source {
  return { file, text: readFileSync(join(root, file), 'utf8').replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ') }
}

function numbers(text: string): number[] {
  return [...text.matchAll(/\d+/g)].map(([number]) => Number(number))
}

function found(unresolved: (source: Source) => readonly string[]): string[] {
  return sources.flatMap((source) => unresolved(source).map((text) => `${source.file}: ${text}`))
}

test('the page has the sections and traps that it says it has', () => {
  expect(sections.size).toBeGreaterThan(60)
  expect([...traps]).toEqual([...traps.keys()].map((_, index) => index + 1))
  expect(traps.size).toBeGreaterThanOrEqual(52)
})

test('each section of the API reference that is cited is there', () => {
  const cited = ({ file, text }: Source) => (file === referencePage ? [text] : (text.match(citation) ?? []))
  expect(sources.flatMap(cited).length).toBeGreaterThan(100)
  expect(
    found((source) =>
      cited(source).flatMap((text) =>
        [...text.matchAll(section)].filter(([, number]) => !sections.has(number)).map(([name]) => name),
      ),
    ),
  ).toEqual([])
})

test('each trap that is cited is there', () => {
  expect(
    found(({ text }) => (text.match(trap) ?? []).filter((name) => numbers(name).some((number) => !traps.has(number)))),
  ).toEqual([])
})

test('each page of the docs that the code names is there', () => {
  expect(
    found(({ file, text }) =>
      file.endsWith('.md')
        ? []
        : (text.match(/\bdocs\/[\w/-]+\.md\b/g) ?? []).filter((path) => !existsSync(join(root, path))),
    ),
  ).toEqual([])
})
