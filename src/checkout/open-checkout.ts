import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config/types.ts'
import { type Ancestry, type Checkout, commitPattern, type TreeState } from '../model/checkout.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { compareTree, type ReadFiles } from './compare-tree.ts'
import { gitFails, runGit, type Variables } from './git.ts'

interface Asking {
  /** The environment, of which git gets the little that it needs. */
  readonly variables: Variables
  readonly signal: AbortSignal
}

export interface OpenedCheckout {
  /** Absent: `git: false`. */
  readonly checkout?: Checkout
  /** Where there is a commit: whether what was read is what that has. */
  readonly treeState?: (read: ReadFiles) => Promise<TreeState | undefined>
  /** A warning where there is a checkout that git cannot read. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What git says of one folder. */
type Place =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'checkout'; readonly top: string; readonly commit: string; readonly isShallow: boolean }

/**
 * The one git checkout that all identities folders are in. Without one (or with several) there is no commit, and about
 * every other it cannot be told.
 */
export async function openCheckout(
  { git, root, wholeFolders, identities }: Pick<Config, 'git' | 'root' | 'wholeFolders' | 'identities'>,
  asking: Asking,
): Promise<OpenedCheckout> {
  if (!git) return { diagnostics: [] }
  const folders = new Set([...wholeFolders, ...identities].map((folder) => resolve(root, folder)))
  const places: Place[] = []
  for (const folder of folders) places.push(await placeOf(folder, asking))
  const unreadable = places.find((place) => place.kind === 'unreadable')
  if (unreadable) return { checkout: noCheckout, diagnostics: [cannotRead(unreadable.why)] }
  const [first, ...others] = places
  if (first?.kind !== 'checkout') return { checkout: noCheckout, diagnostics: [] }
  if (others.some((place) => place.kind !== 'checkout' || place.top !== first.top)) {
    return { checkout: noCheckout, diagnostics: [] }
  }
  const { top, commit } = first
  const treeState = (read: ReadFiles) => compareTree({ ...asking, top, commit }, read)
  return { checkout: checkoutAt(first, asking), treeState, diagnostics: [] }
}

const noCheckout: Checkout = { ancestry: async () => 'no-checkout' }

async function placeOf(folder: string, { variables, signal }: Asking): Promise<Place> {
  // Git looks from where the folder really is, and most of the time there is nothing to start it for.
  if (!isBelowGit(realpathSync(folder))) return { kind: 'none' }
  const args = ['rev-parse', '--show-toplevel', '--is-shallow-repository', 'HEAD^{commit}']
  const answer = await runGit({ cwd: folder, args, variables, signal })
  if (answer.kind === 'missing') return { kind: 'unreadable', why: 'there is no git command' }
  if (answer.kind === 'failed') return { kind: 'unreadable', why: answer.why }
  if (answer.code !== 0) {
    const isKnown = /not a git repository|must be run in a work tree|unknown revision/.test(answer.stderr)
    return isKnown ? { kind: 'none' } : { kind: 'unreadable', why: answer.stderr.split('\n')[0] ?? '' }
  }
  // A path may hold line breaks, the other two lines cannot.
  const lines = answer.stdout.trimEnd().split('\n')
  const [shallow = '', commit = ''] = lines.slice(-2)
  if (!commitPattern.test(commit)) return { kind: 'unreadable', why: 'git gave no commit for HEAD' }
  return { kind: 'checkout', top: lines.slice(0, -2).join('\n'), commit, isShallow: shallow !== 'false' }
}

export function isBelowGit(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true
  const parent = dirname(folder)
  return parent !== folder && isBelowGit(parent)
}

function checkoutAt(place: Extract<Place, { kind: 'checkout' }>, { variables, signal }: Asking): Checkout {
  const { top, commit: head, isShallow } = place
  return {
    commit: head,
    async ancestry(commit: string): Promise<Ancestry> {
      // It comes from live data: nothing but a hash may reach a command line.
      if (!commitPattern.test(commit)) return 'unknown-commit'
      const args = ['merge-base', '--is-ancestor', '--end-of-options', commit, head]
      const answer = await runGit({ cwd: top, args, variables, signal })
      if (answer.kind === 'exit' && answer.code === 0) return 'ancestor'
      // In a history that was cut, "no" says nothing.
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
