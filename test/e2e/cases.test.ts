import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../src/sandbox/index.ts'
import { readCase, recordStep, type Step } from './case-file.ts'
import type { CliRun } from './cli-run.ts'
import { withoutProgress } from './progress-lines.ts'
import { runCli } from './run-cli.ts'

const casesFolder = fileURLToPath(new URL('cases', import.meta.url))
const update = process.env['UPDATE_CASES'] === '1'
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-e2e-')))

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.concurrent.each(readdirSync(casesFolder).toSorted())('%s', (name) => {
  const source = join(casesFolder, name)
  const { about, steps } = readCase(join(source, 'case.yaml'))

  test(about, async () => {
    const folder = join(scratch, name)
    cpSync(join(casesFolder, '..', 'base'), folder, { recursive: true })
    cpSync(source, folder, { recursive: true, filter: (path) => !path.endsWith('case.yaml') })
    for (const [index, step] of steps.entries()) {
      prepareFiles(folder, step)
      await editLive(folder, step)
      if (step.run === undefined) continue
      const run = await runCli(step.run.split(' '), {
        cwd: folder,
        ...(step.env === undefined ? {} : { env: step.env }),
        ...(step.signal_when_ready === undefined ? {} : { signalWhenReady: step.signal_when_ready }),
      })
      expectNoSecrets(folder, run)
      const seen = { exit: run.exit, stdout: normalise(run.stdout, folder), stderr: normalise(run.stderr, folder) }
      if (update) recordStep(join(source, 'case.yaml'), index, seen)
      else {
        const { exit = 0, stdout = '', stderr = '' } = step
        expect(seen, `step ${index + 1}: idctl ${step.run}`).toEqual({ exit, stdout, stderr })
      }
    }
  })
})

/** A canary is a secret of the case: no output and no plan file may hold one. */
function expectNoSecrets(folder: string, run: CliRun): void {
  const plans = readdirSync(folder).filter((name) => name.endsWith('.plan'))
  for (const text of [run.stdout, run.stderr, ...plans.map((name) => readFileSync(join(folder, name), 'utf8'))]) {
    expect(text).not.toContain('CANARY')
  }
}

function prepareFiles(folder: string, { files = {} }: Step): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    if (text === null) rmSync(path)
    else writeFileSync(path, text)
  }
}

/** Somebody else's hand: what another tool does to the identities of the sandbox file. */
async function editLive(folder: string, { live = [] }: Step): Promise<void> {
  if (live.length === 0) return
  const schema = JSON.parse(readFileSync(join(folder, 'identities', 'person.schema.json'), 'utf8'))
  const sandbox = await createSandbox({ schemas: { person: schema }, file: join(folder, '.idctl', 'sandbox.json') })
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const content =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const answer = await sandbox.fetch(
      new Request(`${sandbox.adminUrl}/admin/identities${path}`, { method, ...content }),
    )
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true)
    return answer.status === 204 ? undefined : answer.json()
  }
  try {
    for (const edit of live) {
      if ('create' in edit) await send('POST', '', edit.create)
      else {
        const identifier = 'erase' in edit ? edit.erase : edit.identifier
        const found = (await send('GET', `?credentials_identifier=${identifier}`)) as { id: string }[]
        expect(found, identifier).toHaveLength(1)
        if ('erase' in edit) await send('DELETE', `/${found[0]?.id}`)
        else await send('PATCH', `/${found[0]?.id}`, edit.patch)
      }
    }
  } finally {
    await sandbox.stop()
  }
}

const duration = String.raw`(?:\d+\.\d s|\d+ s|\d+ min(?: \d+ s)?)`
/** A row of `idctl runs`: its columns are as wide as the times in it. */
const runRow = new RegExp(`^[0-9a-f]{6} +(just now|\\d+ min ago) +(?:${duration})? +(.*)$`, 'gm')
const runHead = /^RUN +WHEN +TOOK +(.*)$/gm

/** What differs from run to run gets a name. */
function normalise(text: string, folder: string): string {
  return withoutProgress(text)
    .replaceAll(runRow, (_, when, rest) => `{{run}}  ${when}  {{time}}  ${rest.replaceAll(/ +/g, ' ')}`)
    .replaceAll(runHead, (_, rest) => `RUN  WHEN  TOOK  ${rest.replaceAll(/ +/g, ' ')}`)
    .replaceAll(new RegExp(`(?<= in )${duration}(?=\\.)`, 'g'), '{{time}}')
    .replaceAll(new RegExp(`(?<= UTC \\()${duration}(?=\\))`, 'g'), '{{time}}')
    .replaceAll(/(?<=\bRun )[0-9a-f]{6}(?=: `)/g, '{{run}}')
    .replaceAll(folder, '{{folder}}')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '{{id}}')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:{{port}}')
    .replaceAll(/(?<=digest )[0-9a-f]{64}/g, '{{digest}}')
    .replaceAll(/\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}/g, '{{run}}')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, '{{time}}')
    .replaceAll(/(?<=created on )\d{4}-\d\d-\d\d/g, '{{day}}')
}
