import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../config/types.ts'
import { type Ancestry, type Checkout, type CheckoutState, commitPattern } from '../model/checkout.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { FilesOfPlan } from '../model/plan.ts'
import type { Variables } from '../model/variables.ts'
import { type ComparedFiles, compareTree, hasSameFiles, type ReadFiles } from './compare-tree.ts'
import { folderOfGit } from './folder-of-git.ts'
import { gitFails, runGit } from './git.ts'

interface GitAccess {
  /** The environment; git gets only the variables that it needs. */
  readonly variables: Variables
  readonly signal: AbortSignal
}

export interface OpenedCheckout {
  /** Absent with `git: false`. */
  readonly checkout?: Checkout
  /** Present when there is a commit. */
  readonly files?: {
    /** Compares the files that were read with those of the commit. */
    compare(read: ReadFiles): Promise<ComparedFiles | undefined>
    /** The branch that is checked out, if any. */
    branch(): Promise<string | undefined>
  }
  /** A warning when git cannot read the checkout. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What git reports about one folder. */
type FolderState =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'checkout'; readonly top: string; readonly commit: string; readonly isShallow: boolean }

/**
 * The one git checkout that all identities folders are in. Without one, or with several, marks get no commit, and
 * whether any commit is older cannot be told (`no-checkout`).
 */
export async function openCheckout(config: Folders, access: GitAccess): Promise<OpenedCheckout> {
  if (!config.git) return { diagnostics: [] }
  const found = await inspectFolders(config, access)
  if (found.kind === 'unreadable') return { checkout: noCheckout, diagnostics: [cannotRead(found.why)] }
  if (found.kind === 'none') return { checkout: noCheckout, diagnostics: [] }
  const { top, commit } = found
  const files = {
    compare: (read: ReadFiles) => compareTree({ ...access, top, commit }, read),
    branch: () => branchAt(top, access),
  }
  return { checkout: checkoutAt(found, access), files, diagnostics: [] }
}

/** What `openCheckout` would find. */
export async function inspectCheckout(config: Folders, access: GitAccess): Promise<CheckoutState> {
  if (!config.git) return 'off'
  const found = await inspectFolders(config, access)
  if (found.kind !== 'checkout') return found.kind
  return found.isShallow ? 'shallow' : 'whole'
}

type Folders = Pick<Config, 'git' | 'root' | 'wholeFolders' | 'identities'>

async function inspectFolders({ root, wholeFolders, identities }: Folders, access: GitAccess): Promise<FolderState> {
  const folders = new Set([...wholeFolders, ...identities].map((folder) => resolve(root, folder)))
  const states: FolderState[] = []
  for (const folder of folders) states.push(await inspectFolder(folder, access))
  const unreadable = states.find((state) => state.kind === 'unreadable')
  if (unreadable !== undefined) return unreadable
  const [first, ...others] = states
  if (first?.kind !== 'checkout') return { kind: 'none' }
  const isOne = others.every((state) => state.kind === 'checkout' && state.top === first.top)
  return isOne ? first : { kind: 'none' }
}

async function branchAt(cwd: string, { variables, signal }: GitAccess): Promise<string | undefined> {
  const answer = await runGit({ cwd, args: ['symbolic-ref', '--quiet', '--short', 'HEAD'], variables, signal })
  const name = answer.kind === 'exit' && answer.code === 0 ? answer.stdout.trim() : ''
  return name === '' ? undefined : name
}

/**
 * Whether a commit has the files that a plan was made from. Or why nobody can say: the folder is in no checkout, or git cannot read it or
 * the commit.
 */
export async function commitHasFiles(
  { commit, files, folder }: { readonly commit: string; readonly files: FilesOfPlan; readonly folder: string },
  isReadBelow: (path: string) => boolean,
  access: GitAccess,
): Promise<'same' | 'different' | 'no-checkout' | 'unreadable'> {
  const found = await inspectFolder(folder, access)
  if (found.kind === 'none') return 'no-checkout'
  if (found.kind === 'unreadable') return 'unreadable'
  const same = await hasSameFiles({ ...access, top: found.top, commit }, files, isReadBelow)
  return same === undefined ? 'unreadable' : same ? 'same' : 'different'
}

const noCheckout: Checkout = { ancestry: async () => 'no-checkout' }

async function inspectFolder(folder: string, { variables, signal }: GitAccess): Promise<FolderState> {
  // Git follows links, so look upwards from the real path. Without a `.git` there is no need to start git.
  if (folderOfGit(realpathSync(folder)) === undefined) return { kind: 'none' }
  const args = ['rev-parse', '--show-toplevel', '--is-shallow-repository', 'HEAD^{commit}']
  const answer = await runGit({ cwd: folder, args, variables, signal })
  if (answer.kind === 'missing') return { kind: 'unreadable', why: 'there is no git command' }
  if (answer.kind === 'failed') return { kind: 'unreadable', why: answer.why }
  if (answer.code !== 0) {
    const isKnown = /not a git repository|must be run in a work tree|unknown revision/.test(answer.stderr)
    return isKnown ? { kind: 'none' } : { kind: 'unreadable', why: answer.stderr.split('\n')[0] ?? '' }
  }
  // The path may contain line breaks, the last two lines cannot.
  const lines = answer.stdout.trimEnd().split('\n')
  const [shallow = '', commit = ''] = lines.slice(-2)
  if (!commitPattern.test(commit)) return { kind: 'unreadable', why: 'git gave no commit for HEAD' }
  return { kind: 'checkout', top: lines.slice(0, -2).join('\n'), commit, isShallow: shallow !== 'false' }
}

function checkoutAt(state: Extract<FolderState, { kind: 'checkout' }>, { variables, signal }: GitAccess): Checkout {
  const { top, commit: head, isShallow } = state
  return {
    commit: head,
    async ancestry(commit: string): Promise<Ancestry> {
      // `commit` comes from a live mark: only a hash may reach a command line.
      if (!commitPattern.test(commit)) return 'unknown-commit'
      const args = ['merge-base', '--is-ancestor', '--end-of-options', commit, head]
      const answer = await runGit({ cwd: top, args, variables, signal })
      if (answer.kind === 'exit' && answer.code === 0) return 'ancestor'
      // The history of a shallow clone is cut, so git's "no" proves nothing.
      if (isShallow) return 'shallow'
      return answer.kind === 'exit' && answer.code === 1 ? 'not-ancestor' : 'unknown-commit'
    },
  }
}

function cannotRead(why: string): Diagnostic {
  return gitFails(
    'git cannot read the checkout: marks keep no commit, and removals whose marks have one are blocked',
    why,
  )
}
