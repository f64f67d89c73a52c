import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findLeftOut } from '../../../src/checkout/left-out.ts'
import { commit, git, gitVariables, hasGit, initRepository } from '../../support/git.ts'
import { project } from '../../support/temp-project.ts'

const never = new AbortController().signal

async function leftOut(
  root: string,
  over: { wholeFolders?: string[]; git?: boolean; variables?: Record<string, string> } = {},
) {
  const config = { git: true, root, wholeFolders: ['identities'], ...over }
  const found = await findLeftOut(config, { variables: over.variables ?? gitVariables, signal: never })
  return { sparse: [...found.sparse], submodules: [...found.submodules], diagnostics: found.diagnostics }
}

const nothing = { sparse: [], submodules: [], diagnostics: [] }

function repository(): string {
  const root = project({})
  initRepository(root)
  commit(root, { 'iam/identities/dev/ada.yaml': 'a', 'iam/identities/sales/zoë 1.yaml': 'z', 'other/x.yaml': 'x' })
  return root
}

describe.skipIf(!hasGit)('what a checkout leaves out', () => {
  test('is nothing, as a rule, and a deleted file is none of it', async () => {
    const root = repository()
    commit(root, { 'iam/identities/sales/zoë 1.yaml': null })
    expect(await leftOut(join(root, 'iam'))).toEqual(nothing)
  })

  test('files of a sparse checkout, wherever idctl.yaml lies', async () => {
    const root = repository()
    git(root, 'sparse-checkout', 'set', 'iam/identities/dev')
    expect(await leftOut(join(root, 'iam'))).toEqual({ ...nothing, sparse: ['identities/sales/zoë 1.yaml'] })
    expect(await leftOut(root, { wholeFolders: ['iam/identities'] })).toEqual({
      ...nothing,
      sparse: ['iam/identities/sales/zoë 1.yaml'],
    })
    expect(await leftOut(join(root, 'iam', 'identities'), { wholeFolders: ['.'] })).toEqual({
      ...nothing,
      sparse: ['sales/zoë 1.yaml'],
    })
    git(root, 'sparse-checkout', 'disable')
    expect(await leftOut(join(root, 'iam'))).toEqual(nothing)
  })

  test('submodules that were not fetched', async () => {
    const sales = project({})
    initRepository(sales)
    commit(sales, { 'bob.yaml': 'b' })
    const root = repository()
    git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', sales, 'iam/identities/sub')
    commit(root, {})
    expect(await leftOut(join(root, 'iam'))).toEqual(nothing)
    git(root, 'submodule', '--quiet', 'deinit', '--force', '--all')
    expect(await leftOut(join(root, 'iam'))).toEqual({ ...nothing, submodules: ['identities/sub'] })
  })

  test('is not asked for outside of a checkout, nor where idctl.yaml says so', async () => {
    expect(await leftOut(project({ 'identities/a.yaml': '' }), { variables: { PATH: '' } })).toEqual(nothing)
    const root = repository()
    expect(await leftOut(join(root, 'iam'), { git: false, variables: { PATH: '' } })).toEqual(nothing)
  })

  test('a git that cannot say so is no git that says nothing', async () => {
    const { diagnostics } = await leftOut(join(repository(), 'iam'), { variables: { PATH: '/nowhere' } })
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'IDC589', detail: 'there is no git command' }])
  })
})
