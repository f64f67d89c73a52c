import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createOutput, type OutputChoice } from '../../../src/cli/output.ts'
import { watchRun } from '../../../src/cli/watch-run.ts'
import { noOutcomes } from '../../../src/model/outcome-counts.ts'
import type { Outcome, Report } from '../../../src/model/report.ts'
import { createMasking } from '../../../src/render/masking/masking.ts'
import { terminalOf } from '../../support/terminal.ts'

const failed = (key: string, reason: string): Outcome => ({
  key,
  action: 'update',
  outcome: 'failed',
  code: 'refused',
  reason,
  hint: 'ask Kratos',
})

const done: Outcome = { key: 'ada', action: 'update', outcome: 'done' }
const blocked: Outcome = { key: 'bo', action: 'none', outcome: 'blocked', code: 'protected', reason: 'it is protected' }

/** A run on a terminal, unless `on` says otherwise, with these outcomes. */
function sceneOf(outcomes: readonly Outcome[], choice: OutputChoice = {}, on: Parameters<typeof terminalOf>[0] = {}) {
  const stderr = new PassThrough()
  const context = {
    env: { TERM: 'xterm' },
    cwd: '/',
    stdout: new PassThrough(),
    stderr,
    terminal: terminalOf({ stdoutIsTerminal: true, stderrIsTerminal: true, ...on }),
    signals: new PassThrough(),
    now: () => new Date(0),
    usage: () => ({ milliseconds: 0, cpu: 0, peak: 0 }),
    newId: () => '',
    random: () => 0,
    sleep: async () => undefined,
    repeat: () => () => undefined,
  }
  const output = createOutput(context, { color: false, ...choice })
  if (choice.mask) output.startMasking(createMasking(new Uint8Array(32)))
  const watch = watchRun(output, [])
  watch.begin(outcomes.length)
  for (const outcome of outcomes) watch.onOutcome(outcome)
  const report: Report = { outcomes, counts: noOutcomes(), interrupted: false }
  return { watch, told: stderr.read()?.toString() ?? '', left: watch.untold(report).outcomes }
}

describe('a failure', () => {
  const outcomes = [failed('bob', 'no room'), done, blocked]

  test('is told at once above the line, and not again on the same screen', () => {
    const { told, left } = sceneOf(outcomes)
    expect(told).toContain('~ update  bob  failed\n    no room\n    hint: ask Kratos\n')
    expect(left).toEqual([done, blocked])
  })

  test('is told again where the report goes to a file, or to a machine', () => {
    for (const scene of [sceneOf(outcomes, {}, { stdoutIsTerminal: false }), sceneOf(outcomes, { json: true })]) {
      expect(scene.told).toContain('no room')
      expect(scene.left).toEqual(outcomes)
    }
  })

  test('is told by the report alone where nobody watches', () => {
    for (const scene of [sceneOf(outcomes, { quiet: true }), sceneOf(outcomes, {}, { stderrIsTerminal: false })]) {
      expect(scene.told).toBe('')
      expect(scene.left).toEqual(outcomes)
    }
  })

  test('that many have is told once; the report has them all', () => {
    const alike = ['a', 'b', 'c'].map((key) => failed(key, 'no room'))
    const { told, left } = sceneOf(alike)
    expect(told.match(/no room/g)).toHaveLength(1)
    expect(left).toEqual(alike)
  })

  test('does not scroll a terminal away, whatever fails', () => {
    const all = Array.from({ length: 500 }, (_, index) => failed(`k${index}`, `reason ${index}`))
    const { told, left } = sceneOf(all)
    expect(told.match(/hint:/g)).toHaveLength(20)
    expect(left).toHaveLength(480)
  })

  test('of a server that went away stays in the report, which counts it', () => {
    const { watch } = sceneOf(outcomes)
    const report = { outcomes, counts: noOutcomes(), interrupted: false, unavailable: 'no room' }
    expect(watch.untold(report).outcomes).toEqual(outcomes)
  })

  test('names nobody with --mask', () => {
    const { told } = sceneOf([failed('bob@example.com', 'bob@example.com is taken')], { mask: true })
    expect(told).toContain('failed')
    expect(told).not.toContain('bob')
  })
})

test('the line counts what was done and what failed, and not what the plan had blocked', () => {
  const { told } = sceneOf([failed('bob', 'no room'), blocked])
  expect(told).toContain('applying  ██████████░░░░░░░░░░  1/2  1 failed')
})
