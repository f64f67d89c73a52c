import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Copy, DockerfileParser, type From } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { expect, onTestFinished, test } from 'vitest'
import { further } from '../support/depth.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(`${root}Dockerfile`, 'utf8')
const instructions = DockerfileParser.parse(text).getInstructions()
const of = (keyword: string) => instructions.filter((each) => each.getKeyword() === keyword)
const wordsOf = (instruction: { getArguments(): { getValue(): string }[] } | undefined) =>
  (instruction?.getArguments() ?? []).map((word) => word.getValue())
const last = of('FROM').at(-1)
const inImage = instructions.slice(last === undefined ? 0 : instructions.indexOf(last))

test('the Dockerfile has no mistakes', () => {
  expect(validate(text)).toEqual([])
  expect(validate(text.replace('WORKDIR /src', 'WORKDIRS /src'))).not.toEqual([])
})

test('it builds in more than one stage, from one image that a digest pins', () => {
  const images = of('FROM').map((each) => (each as From).getImage())
  expect(images).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}'])
  expect(of('ARG').flatMap(wordsOf)).toEqual([
    expect.stringMatching(/^NODE_IMAGE=node:[\d.]+-alpine[\d.]+@sha256:[0-9a-f]{64}$/),
  ])
})

test('it runs idctl, not as root, and no secret can get into it', () => {
  expect(inImage.filter((each) => each.getKeyword() === 'USER').map(wordsOf)).toEqual([['1000:1000']])
  expect(inImage.findIndex((each) => each.getKeyword() === 'USER')).toBeGreaterThan(
    inImage.findLastIndex((each) => ['RUN', 'COPY'].includes(each.getKeyword())),
  )
  expect(text).toMatch(/^ENTRYPOINT \["idctl"\]$/m)
  expect(of('ENV')).toEqual([])
  expect(text).not.toContain('--mount=type=secret')
  expect(of('ADD')).toEqual([])
})

further('what it copies is all that idctl needs', () => {
  const image = mkdtempSync(join(tmpdir(), 'idctl-image-'))
  onTestFinished(() => rmSync(image, { recursive: true, force: true }))
  for (const copy of inImage.filter((each) => each.getKeyword() === 'COPY')) {
    const paths = wordsOf(copy).filter((word) => !word.startsWith('--'))
    const target = paths.pop() ?? ''
    for (const path of paths) {
      const source = path.replace(/^\/src\//, '')
      cpSync(join(root, source), join(image, target === './' ? source : target), { recursive: true })
    }
  }
  const work = join(image, 'work')
  cpSync(join(root, 'test/e2e/base'), work, { recursive: true })
  for (const [line, said] of [
    ['--version', 'idctl/'],
    ['validate', ''],
    ['apply --yes --report html=run.html', '3 done'],
    ['drift', 'No drift'],
  ] as const) {
    const { status, stdout } = spawnSync(process.execPath, ['../bin/run.js', ...line.split(' ')], {
      cwd: work,
      env: {},
      encoding: 'utf8',
    })
    expect(stdout).toContain(said)
    expect(status).toBe(0)
  }
})

test('the builder gets nothing but what the Dockerfile copies', () => {
  const lines = readFileSync(`${root}.dockerignore`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const [first, ...allowed] = lines
  const copies = (of('COPY') as Copy[]).filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
  const needed = copies.flatMap((copy) =>
    wordsOf(copy)
      .filter((word) => !word.startsWith('--'))
      .slice(0, -1),
  )
  expect(first).toBe('*')
  expect(allowed.sort()).toEqual([...new Set(needed)].map((path) => `!${path}`).sort())
})
