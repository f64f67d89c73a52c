import { existsSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Variables } from '../model/variables.ts'
import { folderOfGit } from './folder-of-git.ts'
import { gitFails, runGit } from './git.ts'

/** Files of the commit that are not on disk although nobody deleted them; paths as in origins. */
export interface LeftOut {
  /** Files that a sparse checkout leaves out. */
  readonly sparse: ReadonlySet<string>
  /** Submodules that were never fetched. */
  readonly submodules: ReadonlySet<string>
  /** A warning when git cannot tell. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Bytes. The answer lists every file of the index: about 10 MiB for 100,000 documents. */
const longestList = 256 * 1024 * 1024

/** Asks git about each identities folder that lies in a checkout. @throws the reason of `signal` once that is aborted */
export async function findLeftOut(
  { git, root, wholeFolders }: Pick<Config, 'git' | 'root' | 'wholeFolders'>,
  access: { readonly variables: Variables; readonly signal: AbortSignal },
): Promise<LeftOut> {
  const sparse = new Set<string>()
  const submodules = new Set<string>()
  const diagnostics: Diagnostic[] = []
  for (const folder of git ? wholeFolders : []) {
    const path = resolve(root, folder)
    if (folderOfGit(realpathSync(path)) === undefined) continue
    const args = ['ls-files', '-t', '--stage', '-z']
    const answer = await runGit({ cwd: path, args, largest: longestList, ...access })
    if (answer.kind === 'missing') diagnostics.push(cannotSay('there is no git command'))
    else if (answer.kind === 'failed') diagnostics.push(cannotSay(answer.why))
    else if (answer.code === 0) {
      for (const { tag, mode, name } of entriesOf(answer.stdout)) {
        const file = folder === '.' ? name : `${folder}/${name}`
        if (mode === '160000') {
          if (!existsSync(join(path, name, '.git'))) submodules.add(file)
        } else if (tag === 'S') sparse.add(file)
      }
    } else if (!/not a git repository|must be run in a work tree/.test(answer.stderr)) {
      diagnostics.push(cannotSay(answer.stderr.split('\n')[0] ?? ''))
    }
  }
  return { sparse, submodules, diagnostics }
}

/** Parses entries like `S 100644 <hash> 0<tab>name`, each ended by NUL; names are relative to the folder where git runs. */
function* entriesOf(text: string): Generator<{ tag: string; mode: string; name: string }> {
  for (const entry of text.split('\0')) {
    const tab = entry.indexOf('\t')
    if (tab === -1) continue
    const [tag = '', mode = ''] = entry.slice(0, tab).split(' ')
    yield { tag, mode, name: entry.slice(tab + 1) }
  }
}

function cannotSay(why: string): Diagnostic {
  return gitFails(
    'git cannot tell whether this checkout leaves files out, so a missing document counts as deleted',
    why,
  )
}
