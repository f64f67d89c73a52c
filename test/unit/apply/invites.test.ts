import { describe, expect, test } from 'vitest'
import { IdctlError } from '../../../src/errors.ts'
import type { Invite, InviteSink } from '../../../src/model/invite.ts'
import { apply, create, kinds } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

const invited = (key: string) =>
  create(key, { '/traits/email': `${key}@example.com` }, { invite: { send: 'recovery_link' } })

function sinkOf(fails: (delivered: number) => boolean = () => false): InviteSink & { readonly kept: Invite[] } {
  const kept: Invite[] = []
  return {
    kept,
    async deliver(invite) {
      if (fails(kept.length)) throw new IdctlError('cannot write the file for invites x (ENOSPC)', { exit: 'error' })
      kept.push(invite)
    },
  }
}

function owedBy(live: MemoryLive): (string | undefined)[] {
  const marks = [...live.identities.values()].map(({ mark }) => (mark.kind === 'mark' ? mark.mark : undefined))
  return marks.filter((mark) => mark?.todo?.includes('invite')).map((mark) => mark?.key)
}

describe('invitations of a batch', () => {
  test('each identity is there before it is invited, and nothing of an invite is in the report', async () => {
    const live = new MemoryLive()
    const invites = sinkOf()
    const report = await apply(live, [invited('ada'), invited('bob'), create('cleo', { '/traits/email': 'c@d' })], {
      invites,
    })
    expect(kinds(report)).toEqual({ ada: 'done', bob: 'done', cleo: 'done' })
    expect(live.requests.map(({ kind }) => kind)).toEqual(['batch', 'recovery', 'recovery', 'patch', 'patch'])
    expect(invites.kept.map(({ key, address }) => [key, address]).sort()).toEqual([
      ['ada', 'ada@example.com'],
      ['bob', 'bob@example.com'],
    ])
    expect(owedBy(live)).toEqual([])
    expect(JSON.stringify(report)).not.toContain('CANARY')
  })

  test('one that Kratos refuses fails alone, and stays owed', async () => {
    const live = new MemoryLive()
    const invites = sinkOf()
    let refused = false
    live.faults = (_call, { kind }) => {
      if (kind !== 'recovery' || refused) return undefined
      refused = true
      return { kind: 'rejected', status: 404, reason: 'switched off' }
    }
    const report = await apply(live, [invited('ada'), invited('bob')], { invites, concurrency: 1 })
    expect(kinds(report)).toEqual({ ada: 'failed', bob: 'done' })
    expect(report.outcomes.find(({ key }) => key === 'ada')).toMatchObject({
      reason: 'created, but not invited: switched off',
      id: expect.any(String),
    })
    expect(owedBy(live)).toEqual(['ada'])
  })

  test('a file that takes no more: nothing further starts, and what was created stays owed', async () => {
    const live = new MemoryLive()
    const invites = sinkOf((delivered) => delivered === 1)
    const keys = ['ada', 'bob', 'cleo', 'dora']
    const report = await apply(live, keys.map(invited), { invites, concurrency: 1, batchSize: 2, batchesInFlight: 1 })
    expect(kinds(report)).toEqual({ ada: 'done', bob: 'failed', cleo: 'skipped', dora: 'skipped' })
    expect(owedBy(live)).toEqual(['bob'])
    expect(JSON.stringify(report)).not.toContain('CANARY')
  })

  test('without a place for it none is asked for', async () => {
    const live = new MemoryLive()
    expect(kinds(await apply(live, [invited('ada')]))).toEqual({ ada: 'failed' })
    expect(live.requests.map(({ kind }) => kind)).toEqual(['create'])
    expect(owedBy(live)).toEqual(['ada'])
  })

  test('an interrupt lets those that are created have theirs', async () => {
    const live = new MemoryLive()
    const invites = sinkOf()
    const stop = new AbortController()
    live.faults = (_call, { kind }) => {
      if (kind === 'batch') stop.abort()
      return undefined
    }
    const report = await apply(live, [invited('ada'), invited('bob')], { invites, stop: stop.signal })
    expect(kinds(report)).toEqual({ ada: 'done', bob: 'done' })
    expect(invites.kept).toHaveLength(2)
  })
})
