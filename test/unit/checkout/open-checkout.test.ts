import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCheckout } from '../../../src/checkout/open-checkout.ts'
import { commit, git, gitVariables, hasGit, initRepository } from '../../support/git.ts'
import { project } from '../../support/temp-project.ts'

const never = new AbortController().signal

function open(root: string, over: { identities?: string[]; git?: boolean; variables?: Record<string, string> } = {}) {
  const identities = over.identities ?? ['identities']
  const config = { git: over.git ?? true, root, identities, wholeFolders: identities }
  return openCheckout(config, { variables: over.variables ?? gitVariables, signal: never })
}

/** A repository with three commits; the folder of documents lies one deeper than its top. */
function repository() {
  const root = project({ 'identities/a.yaml': '1' })
  initRepository(root)
  const [first, second, third] = ['1', '2', '3'].map((text) => commit(root, { 'identities/a.yaml': text })) as [
    string,
    string,
    string,
  ]
  return { root, first, second, third }
}

describe.skipIf(!hasGit)('a checkout', () => {
  test('knows its commit, and what is behind it', async () => {
    const { root, first, second, third } = repository()
    git(root, 'checkout', '--quiet', second)
    const { checkout, diagnostics } = await open(root)
    expect(diagnostics).toEqual([])
    expect(checkout?.commit).toBe(second)
    expect(await checkout?.ancestry(first)).toBe('ancestor')
    expect(await checkout?.ancestry(second)).toBe('ancestor')
    expect(await checkout?.ancestry(third)).toBe('not-ancestor')
    expect(await checkout?.ancestry('f'.repeat(40))).toBe('unknown-commit')
    expect(await checkout?.ancestry('f'.repeat(64))).toBe('unknown-commit')
  })

  test('another branch is not behind it', async () => {
    const { root, first } = repository()
    git(root, 'checkout', '--quiet', '-b', 'other', first)
    const other = commit(root, { 'identities/b.yaml': 'b' })
    git(root, 'checkout', '--quiet', 'main')
    const { checkout } = await open(root)
    expect(await checkout?.ancestry(other)).toBe('not-ancestor')
  })

  test('a folder that leads into another repository has its commits', async () => {
    const { root, third } = repository()
    const elsewhere = project({})
    symlinkSync(join(root, 'identities'), join(elsewhere, 'identities'))
    expect((await open(elsewhere)).checkout?.commit).toBe(third)
  })

  test('what is not committed does not matter', async () => {
    const { root, third } = repository()
    writeFileSync(join(root, 'identities', 'new.yaml'), 'new')
    expect((await open(root)).checkout?.commit).toBe(third)
  })

  test('a history that was cut cannot tell, neither of what it lacks nor of what it has', async () => {
    const { root, first, second, third } = repository()
    const clone = project({})
    git(clone, 'clone', '--quiet', '--depth=1', `file://${root}`, 'work')
    const { checkout } = await open(join(clone, 'work'))
    expect(checkout?.commit).toBe(third)
    expect(await checkout?.ancestry(third)).toBe('ancestor')
    expect(await checkout?.ancestry(first)).toBe('shallow')
    git(join(clone, 'work'), 'fetch', '--quiet', '--depth=1', 'origin', second)
    expect(await checkout?.ancestry(second)).toBe('shallow')
    git(join(clone, 'work'), 'fetch', '--quiet', '--unshallow')
    expect(await (await open(join(clone, 'work'))).checkout?.ancestry(first)).toBe('ancestor')
  })

  test.each(['--output=stolen', '-h', 'HEAD', 'main', 'a'.repeat(39), `${'a'.repeat(40)}^`, ''])(
    'a commit of live data that is no hash never reaches git: %s',
    async (text) => {
      const { root } = repository()
      expect(await (await open(root)).checkout?.ancestry(text)).toBe('unknown-commit')
    },
  )

  test('a hook’s GIT_DIR does not lead elsewhere', async () => {
    const { root, third } = repository()
    const other = project({})
    initRepository(other)
    commit(other, { x: 'x' })
    const variables = { ...gitVariables, GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other }
    expect((await open(root, { variables })).checkout?.commit).toBe(third)
  })

  test('settings of the checkout start no program', async () => {
    const { root, third } = repository()
    const script = join(root, 'run.sh')
    writeFileSync(script, `#!/bin/sh\ntouch ${root}/ran\n`, { mode: 0o755 })
    for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.hooksPath']) {
      git(root, 'config', name, script)
    }
    // A partial clone fetches what it lacks, and a remote can be a command.
    git(root, 'config', 'core.repositoryFormatVersion', '1')
    git(root, 'config', 'remote.origin.url', `ext::${script}`)
    git(root, 'config', 'remote.origin.promisor', 'true')
    git(root, 'config', 'extensions.partialClone', 'origin')
    git(root, 'config', 'protocol.ext.allow', 'always')
    const { checkout } = await open(root)
    expect(checkout?.commit).toBe(third)
    expect(await checkout?.ancestry('e'.repeat(40))).toBe('unknown-commit')
    expect(existsSync(join(root, 'ran'))).toBe(false)
  })
})

describe('no checkout', () => {
  const nothing = { diagnostics: [], checkout: { ancestry: expect.any(Function) } }

  test.skipIf(!hasGit)('a folder outside', async () => {
    const opened = await open(project({ 'identities/a.yaml': '1' }))
    expect(opened).toEqual(nothing)
    expect(await opened.checkout?.ancestry('a'.repeat(40))).toBe('no-checkout')
  })

  test.skipIf(!hasGit)('nothing is committed yet', async () => {
    const root = project({ 'identities/a.yaml': '1' })
    initRepository(root)
    expect(await open(root)).toEqual(nothing)
  })

  test.skipIf(!hasGit)('folders of two repositories', async () => {
    const { root } = repository()
    mkdirSync(join(root, 'more'))
    initRepository(join(root, 'more'))
    commit(join(root, 'more'), { 'b.yaml': 'b' })
    expect(await open(root, { identities: ['identities', 'more'] })).toEqual(nothing)
  })

  test('without a git command and without a repository', async () => {
    const root = project({ 'identities/a.yaml': '1' })
    expect(await open(root, { variables: { PATH: join(root, 'nowhere') } })).toEqual(nothing)
  })

  test('`git: false` asks nothing', async () => {
    expect(await open(project({ 'identities/a.yaml': '1', '.git': 'damaged' }), { git: false })).toEqual({
      diagnostics: [],
    })
  })
})

describe('a checkout that cannot be read is a warning', () => {
  const warning = (detail: unknown) => [{ severity: 'warning', code: 'IDC589', detail }]

  test('without a git command', async () => {
    const root = project({ 'identities/a.yaml': '1', '.git/HEAD': 'ref: refs/heads/main' })
    const { checkout, diagnostics } = await open(root, { variables: { PATH: join(root, 'nowhere') } })
    expect(diagnostics).toMatchObject(warning('there is no git command'))
    expect(await checkout?.ancestry('a'.repeat(40))).toBe('no-checkout')
  })

  test.skipIf(!hasGit)('with a damaged one', async () => {
    const { root } = repository()
    writeFileSync(join(root, '.git', 'config'), '[broken')
    const { checkout, diagnostics } = await open(root)
    expect(diagnostics).toMatchObject(warning(expect.stringContaining('config')))
    expect(checkout?.commit).toBeUndefined()
  })
})

describe('what git is started with', () => {
  /** A git of our own, first on the search path. */
  function withGit(script: string, mode = 0o755) {
    const root = project({ 'identities/a.yaml': '1', '.git/HEAD': 'ref: refs/heads/main' })
    mkdirSync(join(root, 'bin'))
    writeFileSync(join(root, 'bin', 'git'), script, { mode })
    return { root, variables: { PATH: join(root, 'bin') } }
  }

  test('nothing of the environment but what it needs: no key, nothing that leads elsewhere', async () => {
    const { root, variables } = withGit('#!/bin/sh\n/usr/bin/env > env.txt\n')
    const given = {
      ...variables,
      HOME: '/home/ada',
      GIT_CONFIG_COUNT: '0',
      GIT_DIR: '/elsewhere',
      IDCTL_API_KEY: 'CANARY',
      ORY_API_KEY: 'CANARY',
    }
    await open(root, { variables: given })
    const lines = readFileSync(join(root, 'identities', 'env.txt'), 'utf8').split('\n')
    const names = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? [])
    expect(lines).toContain('HOME=/home/ada')
    expect(lines).toContain('GIT_OPTIONAL_LOCKS=0')
    expect(names).toContain('GIT_CONFIG_COUNT')
    expect(names).not.toContain('GIT_DIR')
    expect(lines.join()).not.toContain('CANARY')
  })

  test.each([
    ['that cannot be started', 'no program', 0o644, 'git could not run (EACCES)'],
    ['that is killed', '#!/bin/sh\nkill -9 $$\n', 0o755, 'git could not run (SIGKILL)'],
    ['that says nonsense', '#!/bin/sh\necho nonsense\n', 0o755, 'git gave no commit for HEAD'],
  ])('a git %s is a warning', async (_, script, mode, why) => {
    const { root, variables } = withGit(script, mode)
    expect((await open(root, { variables })).diagnostics).toMatchObject([{ code: 'IDC589', detail: why }])
  })
})

test.skipIf(!hasGit)('an interrupt ends it', async () => {
  const { root } = repository()
  const config = { git: true, root, identities: ['identities'], wholeFolders: [] }
  const signal = AbortSignal.abort()
  await expect(openCheckout(config, { variables: gitVariables, signal })).rejects.toMatchObject({ name: 'AbortError' })
})
