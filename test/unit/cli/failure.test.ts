import { join } from 'node:path'
import { Errors } from '@oclif/core'
import { describe, expect, test } from 'vitest'
import { failureOf, renderFailure } from '../../../src/cli/failure.ts'
import { IdctlError } from '../../../src/errors.ts'
import { exitExplanations } from '../../../src/model/explanations/exits.ts'
import { shown, told } from '../../../src/model/told.ts'
import { openInvitesFile } from '../../../src/records/invites/open-invites-file.ts'
import { writePlanFile } from '../../../src/records/planfile/write.ts'
import { plainStyle } from '../../../src/render/style.ts'
import { project } from '../../support/temp-project.ts'

const masked = { masked: true }

describe('with --mask', () => {
  test('a message that may hold anything becomes the meaning of its exit code, and its hint goes', () => {
    const failure = failureOf(new IdctlError('canary', { exit: 'unreadable', hint: 'canary' }), masked)
    expect(failure).toMatchObject({ exit: 'unreadable', message: exitExplanations.unreadable.cause })
    expect(JSON.stringify(failure)).not.toContain('canary')
  })

  test('what is told is shown without its details, and so is the hint', () => {
    const error = new IdctlError(told`there is no ${'canary'}, line ${3}`, {
      exit: 'refused',
      hint: told`look into ${'canary'} with ${shown('--flag')}`,
    })
    expect(failureOf(error, masked)).toEqual({
      exit: 'refused',
      message: 'there is no (masked), line 3',
      hint: 'look into (masked) with --flag',
    })
  })

  test('a hint that is a mere text goes', () => {
    const error = new IdctlError(told`it is gone`, { exit: 'refused', hint: 'canary' })
    expect(failureOf(error, masked)).toEqual({ exit: 'refused', message: 'it is gone' })
  })

  const nobody = { idctl_version: '1.0.0', made_at: new Date(0) }
  const noPlan = {} as Parameters<typeof writePlanFile>[1]

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['a plan', (path) => writePlanFile(path, noPlan, nobody)],
    ['invites', openInvitesFile],
  ])('a folder that is missing for %s is not named, in the hint neither', async (_, write) => {
    const error = await write(join(project({}), 'canary/file')).catch((thrown: unknown) => thrown)
    const failure = failureOf(error, masked)
    expect(failure).toMatchObject({ exit: 'error', hint: 'the folder (masked) does not exist: create it' })
    expect(JSON.stringify(failure)).not.toContain('canary')
  })

  test('wrong usage quotes no word of the command line', () => {
    const failure = failureOf(new Errors.CLIError('Unexpected argument: canary'), { ...masked, command: 'plan' })
    expect(failure).toEqual({ exit: 'usage', message: exitExplanations.usage.cause, hint: 'see `idctl plan --help`' })
  })
})

test('what oclif has coloured is told without the colours', () => {
  const text = '\u001b[2m--json=true cannot also be provided when using --format\u001b[22m'
  const error = new Errors.CLIError(`The following error occurred:\n  ${text}\nSee more help with --help`)
  expect(failureOf(error, { masked: false, command: 'plan' })).toEqual({
    exit: 'usage',
    message: '--json and --format exclude each other',
    hint: 'see `idctl plan --help`',
  })
})

test('without --mask the message is told', () => {
  const error = new IdctlError(told`wh${'ole'}`, { exit: 'refused', hint: told`what to ${'do'}` })
  expect(failureOf(error)).toEqual({ exit: 'refused', message: 'whole', hint: 'what to do' })
})

test('a bug is told without its message, masked or not', () => {
  for (const context of [{}, masked]) {
    expect(failureOf(new TypeError('canary'), context).message).toMatch(/^this is a bug in idctl: TypeError/)
    expect(JSON.stringify(failureOf(new TypeError('canary'), context))).not.toContain('canary')
  }
})

test('a failure is safe to print', () => {
  const text = renderFailure({ exit: 'error', message: 'a\u001b[2J\nb', hint: '\u202ec' }, plainStyle)
  expect(text).toBe('Error: a\\u001b[2J\nb\nhint: \\u202ec')
})
