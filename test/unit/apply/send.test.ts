import { describe, expect, test } from 'vitest'
import { ChangeEnds } from '../../../src/apply/ending.ts'
import { startRun } from '../../../src/apply/run.ts'
import { type Step, stepOf } from '../../../src/apply/step.ts'
import { send } from '../../../src/apply/write/send.ts'
import { contextFor, managed, remove } from '../../support/apply-harness.ts'
import { type Fault, MemoryLive } from '../../support/memory-live.ts'

const lost: Fault = { kind: 'lost', effect: false }
const refused: Fault = { kind: 'rejected', status: 400, reason: '"CANARY" is bad' }

function stage(faults: readonly (Fault | undefined)[] = []) {
  const live = new MemoryLive()
  const ada = managed(live, 'ada')
  live.faults = (call) => faults[call - 1]
  const pauses: number[] = []
  const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
  const run = startRun(contextFor(live, { sleep, random: () => 0 }))
  return { live, pauses, id: ada.id, step: stepOf(run, remove('delete', ada)) }
}

async function endOf(work: Promise<unknown>) {
  const error = await work.catch((thrown: unknown) => thrown)
  if (!(error instanceof ChangeEnds)) throw new Error('it came to a good end')
  return error.ending
}

test('the answer is that of the kind of request', async () => {
  const { step, id } = stage()
  const recovery = await send(step, { kind: 'recovery', id, invitation: { send: 'recovery_link' } })
  expect(recovery.recovery_link).toContain('token')
  const patched = await send(step, { kind: 'patch', id, operations: [] })
  expect(patched.id).toBe(id)
  // @ts-expect-error: a deletion answers nothing
  expect((await send(step, { kind: 'delete', id }))?.id).toBeUndefined()
})

describe('an answer that is lost', () => {
  const revoke = (step: Step, id: string) => send(step, { kind: 'revoke-sessions', id })

  test('is asked for again after a pause, which gets longer', async () => {
    const { live, pauses, step, id } = stage([lost, lost])
    await revoke(step, id)
    expect(live.requests).toHaveLength(3)
    expect(pauses).toEqual([100, 200])
  })

  test('three times: nobody knows', async () => {
    const { live, pauses, step, id } = stage([lost, lost, lost])
    expect(await endOf(revoke(step, id))).toMatchObject({ outcome: 'failed', code: 'effect-unknown' })
    expect(live.requests).toHaveLength(3)
    expect(pauses).toHaveLength(2)
  })

  test.each([
    ['known by then: that is the end', { known: 'gone' }, 'gone'],
    ['not to be sent again: it fails', 'give-up', 'effect-unknown'],
  ] as const)('%s', async (_, way, expected) => {
    const { live, pauses, step, id } = stage([lost])
    const ways = { done: () => 'done', lost: async () => way }
    const sent = send<'delete', string>(step, { kind: 'delete', id }, ways)
    expect(await sent.catch((error: unknown) => (error as ChangeEnds).ending.code)).toBe(expected)
    expect(live.requests).toHaveLength(1)
    expect(pauses).toEqual([])
  })
})

test('a request that is built from a read is built anew for each attempt, and not sent once all is known', async () => {
  const { live, step, id } = stage([lost])
  const bodies = [{ kind: 'delete', id } as const, { known: 'already gone' }]
  let built = 0
  const next = () => bodies[built++] as (typeof bodies)[number]
  expect(await send<'delete', string>(step, next, { done: () => 'done' })).toBe('already gone')
  expect(built).toBe(2)
  expect(live.requests).toHaveLength(1)
})

describe('a refusal', () => {
  test('fails in the words of Kratos, without what the step hides', async () => {
    const { live, step, id } = stage([refused])
    step.hidden.add('CANARY')
    const ending = await endOf(send(step, { kind: 'delete', id }))
    expect(ending).toMatchObject({ code: 'refused', reason: '"•••" is bad', request_id: 'r-1' })
    expect(live.requests).toHaveLength(1)
  })

  test('after a lost answer may be about what that one did', async () => {
    const { step, id } = stage([lost, refused])
    const rejected = (_: unknown, attempt: number) => `refused at attempt ${attempt}`
    const told = await send<'delete', string>(step, { kind: 'delete', id }, { done: () => 'done', rejected })
    expect(told).toBe('refused at attempt 2')
  })
})
