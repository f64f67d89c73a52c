import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Invite } from '../../src/model/invite.ts'
import { formatNames } from '../../src/render/format-names.ts'
import { reportNames } from '../../src/render/reports/report-names.ts'
import { isDeep } from '../support/depth.ts'
import { faultsOf } from '../support/json-formats.ts'
import { canarySteps } from './canary-steps.ts'
import { type CanaryWorld, createCanaryWorld, secretDigits, secretHash } from './canary-world.ts'
import type { CliRun } from './cli-run.ts'
import { runCli } from './run-cli.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Commands that say nothing of anybody: they explain codes, serve made-up people, are about a folder and its server, or pass on a file as
 * it is.
 */
const withoutPeople = [
  'comment',
  'completion',
  'doctor',
  'explain',
  'init',
  'issue',
  'reviewed-plan',
  'sandbox',
  'schema',
]

const commands = readdirSync(join(root, 'src', 'commands'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, '').replaceAll('/', ' '))

test('every command is among the canary runs', () => {
  const covered = new Set(canarySteps.map(({ args }) => args[0]))
  expect(commands.filter((command) => !covered.has(command))).toEqual([])
})

test('every command that pipelines read can write reports', () => {
  const { commands: built } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
  expect(commands.filter((command) => built[command].flags.report !== undefined).toSorted()).toEqual(
    [...reporting].toSorted(),
  )
})

test('every documented exit code but that of success is among them', () => {
  const covered = [...new Set(canarySteps.map(({ exit }) => exit))].sort((left, right) => left - right)
  expect(covered).toEqual([0, 1, 2, 3, 4, 5, 6, 64, 130])
})

test('every command that shows something of people can mask it', () => {
  const { commands: built } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
  const unmasked = commands.filter((command) => built[command].flags.mask === undefined)
  expect(unmasked.toSorted()).toEqual(withoutPeople)
})

/** What people read unmasked, what machines read masked; at full size each the other way round, too. Every run writes its events to a file. */
const usual = formatNames.map((format) => ({ format, mask: format !== 'human' }))
const modes = isDeep
  ? usual.flatMap(({ format, mask }) => [true, false].map((one) => ({ format, mask: one === mask })))
  : usual.filter(({ format }) => format !== 'ndjson')

describe.concurrent.each(modes)('$format, mask: $mask', ({ format, mask }) => {
  test('no canary in any output or file', async () => {
    const world = await createCanaryWorld()
    try {
      const seen = await runAll(world, [...flagOf(format), ...(mask ? ['--mask'] : [])])
      for (const { about, run } of seen) {
        const leaks = await leaksOf(`${run.stdout}\n${run.stderr}`, world, mask)
        expect(leaks, `${about}\n${run.stdout}\n${run.stderr}`).toEqual([])
      }
      expectPrivateFiles(world, mask)
      // Not vacuous: without --mask people are seen, with it their pseudonyms are.
      const all = seen.map(({ run }) => run.stdout).join('\n')
      expect(all).toMatch(mask ? /key-[0-9a-z]{16}/ : /canary-key-ada/)
    } finally {
      await world.close()
    }
  })
})

/** Commands that have `--report`: each of their runs writes one in every format. They also have `--format ndjson`. */
const reporting = new Set(['plan', 'apply', 'drift', 'show', 'validate', 'runs'])

function reportsIn({ madeFiles }: CanaryWorld): string {
  const reports = madeFiles().filter(({ path }) => path.startsWith('report.'))
  return reports.map(({ text }) => text).join('\n')
}

/** `--json` is what people write. */
function flagOf(format: (typeof formatNames)[number]): readonly string[] {
  if (format === 'human') return []
  return format === 'json' ? ['--json'] : [`--format=${format}`]
}

async function runAll(world: CanaryWorld, flags: readonly string[]): Promise<{ about: string; run: CliRun }[]> {
  const seen: { about: string; run: CliRun }[] = []
  for (const { about, args, exit, prepare } of canarySteps) {
    const { env = {}, more = [], ...options } = (await prepare?.(world)) ?? {}
    // `explain` repeats a wrong code; with --mask, a flag that it does not have, it repeats nothing.
    const isSpared = args[0] !== 'explain' && withoutPeople.includes(args[0] ?? '')
    const spared = isSpared ? flags.filter((flag) => flag !== '--mask') : flags
    const ours = reporting.has(args[0] ?? '') ? spared : spared.filter((flag) => flag !== '--format=ndjson')
    // oclif takes --format and --json for contradictory.
    const words = args.some((word) => word.startsWith('--format'))
      ? ours.filter((flag) => !/^--(?:json|format)/.test(flag))
      : ours
    const reports = reporting.has(args[0] ?? '') ? reportNames.map((name) => `--report=${name}=report.${name}`) : []
    const run = await runCli([...args, ...more, ...words, ...reports], {
      cwd: world.folder,
      openUmask: true,
      ...options,
      env: { ...world.env, ...env },
    })
    expect(run.exit, `${about}: idctl ${args.join(' ')}\n${run.stdout}\n${run.stderr}`).toBe(exit)
    if (flags.includes('--json') && run.stdout !== '') JSON.parse(run.stdout)
    const reported = reports.length === 0 ? '' : reportsIn(world)
    seen.push({ about, run: { ...run, stderr: `${run.stderr}\n${reported}` } })
  }
  return seen
}

async function leaksOf(text: string, world: CanaryWorld, mask: boolean): Promise<string[]> {
  const forbidden = mask ? /canary[^\s"]*/gi : /canary-(?:secret|sensitive)[^\s"]*/gi
  const exact = [secretHash, ...secretDigits, ...inviteSecrets(world), ...(mask ? await world.ids() : [])]
  return [...(text.match(forbidden) ?? []), ...exact.filter((secret) => tells(text, secret))]
}

/** A short code may be a part of an id by chance. */
function tells(text: string, secret: string): boolean {
  if (!/^[0-9]{1,8}$/.test(secret)) return text.includes(secret)
  return new RegExp(`(?<![0-9A-Za-z])${secret}(?![0-9A-Za-z])`).test(text)
}

function inviteSecrets(world: CanaryWorld): string[] {
  return world
    .madeFiles()
    .filter(({ path }) => path.endsWith('.ndjson') && path.includes('invites'))
    .flatMap(({ text }) => text.trim().split('\n'))
    .filter((line) => line !== '')
    .map((line) => {
      const invite = JSON.parse(line) as Invite
      expect(faultsOf('invite', invite)).toEqual([])
      return invite
    })
    .flatMap(({ recovery_link, recovery_code }) => [recovery_link, ...(recovery_code === null ? [] : [recovery_code])])
}

/** A plan must run, so it holds what is sensitive, but no secret; all of it is for its owner only, whatever the umask. */
function expectPrivateFiles(world: CanaryWorld, mask: boolean): void {
  const made = world.madeFiles()
  expect(made.map(({ path }) => path)).toContain('today.plan')
  expect(made.filter(({ mode }) => mode !== 0o600).map(({ path }) => path)).toEqual([])
  const leaky = made.filter(({ text }) => text.includes('canary-secret') || text.includes(secretHash))
  expect(leaky.map(({ path }) => path)).toEqual([])
  // An export is what it is asked for; a baseline is kept beside the documents and names keys as they do; a journal does where the output does.
  const mayName = mask
    ? /\.plan$|invites|baseline|exported/
    : /\.plan$|invites|baseline|exported|report\.|\.idctl\/runs/
  const named = made.filter(({ path, text }) => text.includes('canary') && !mayName.test(path))
  expect(named.map(({ path }) => path)).toEqual([])
  const folders = readdirSync(world.folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.startsWith('.idctl') && statSync(join(world.folder, path)).isDirectory(),
  )
  expect(folders.filter((path) => (statSync(join(world.folder, path)).mode & 0o777) !== 0o700)).toEqual([])
}
