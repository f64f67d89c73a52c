import { expect, test } from 'vitest'
import type { LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { decideByKeys } from '../../../src/reconcile/plan/decide-by-keys.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const mark: Mark = {
  v: 1,
  workspace: testWorkspace,
  key: 'ada',
  origin: 'identities/ada.yaml',
  named: true,
  id: '00000000-0000-4000-8000-00000000000a',
  made: 'created',
  fields: {},
}

async function adopt(rebind: boolean, identity = live({ mark }), others: readonly LiveIdentity[] = []) {
  async function* again() {
    yield [identity, ...others]
  }
  const command = { command: 'adopt', keys: ['ada'], ...(rebind && { rebind }) } as const
  const over = policy(rebind ? { rebind: new Set(['ada']) } : {})
  return { identity, ...(await decideByKeys([desired({ key: 'ada' })], { pages: again(), again }, over, command)) }
}

test('nobody is bound to a mark that has nothing of theirs', async () => {
  const stranger = live({
    traits: { email: 'clone@example.com' },
    mark: { ...mark, fields: { '/traits/email': 'x'.repeat(16) } },
  })
  const { changes, diagnostics } = await adopt(true, stranger)
  expect(changes).toEqual([])
  expect(diagnostics).toMatchObject([{ code: 'IDC541', hint: expect.stringContaining('idctl adopt ada --id ID') }])
})

test('a mark that names another account is bound to the one that bears it, and changes in nothing else', async () => {
  const { changes, identity, diagnostics } = await adopt(true)
  expect(diagnostics).toEqual([])
  expect(changes).toMatchObject([{ action: 'update', fields: [], mark: { ...mark, id: identity.id }, counts: {} }])
})

test('without being asked to, it is not', async () => {
  const { changes, diagnostics } = await adopt(false)
  expect(changes).toEqual([])
  expect(diagnostics).toMatchObject([{ code: 'IDC541', hint: expect.stringContaining('idctl release --id') }])
})

test('one that names its own account is left as it is', async () => {
  const identity = live({ id: mark.id as string, mark })
  expect((await adopt(true, identity)).changes).toEqual([])
})

test('a clone is not bound while the account that its mark names is there, whatever became of the mark on that', async () => {
  const { changes, diagnostics } = await adopt(true, live({ mark }), [live({ id: mark.id as string })])
  expect(changes).toEqual([])
  expect(diagnostics).toMatchObject([{ code: 'IDC541', hint: expect.stringContaining('idctl release --id') }])
})
