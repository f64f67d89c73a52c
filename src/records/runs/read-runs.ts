import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { IdctlError } from '../../errors.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../../model/run.ts'
import { told, underMask, unlessMasked } from '../../model/told.ts'
import { ownFolder } from '../private-files/private-folder.ts'
import { runsFolder } from './journal-file.ts'
import { readJournal, UnreadableJournal } from './read-journal.ts'
import { journalName, runOf } from './run-id.ts'

/** The runs of a folder, newest first. A journal that cannot be read is listed with its problem. */
export async function listRuns(root: string): Promise<readonly (RunSummary | UnreadableRun)[]> {
  const runs: (RunSummary | UnreadableRun)[] = []
  for (const run of await runIds(root)) {
    try {
      const { changes: _, ...summary } = await readJournal(pathOf(root, run), run, false)
      runs.push(summary)
    } catch (error) {
      if (!(error instanceof UnreadableJournal)) throw error
      runs.push({ run, problem: error.message })
    }
  }
  return runs
}

/**
 * One run with its changes; without an id the newest.
 * @throws IdctlError if there is no such run (exit `usage`), or its journal cannot be read (exit `error`)
 */
export async function readRun(root: string, wanted?: string): Promise<RunStory> {
  const ids = await runIds(root)
  const run = wanted === undefined ? ids[0] : idMeant(wanted, ids)
  if (run === undefined) {
    const hint = told`apply, adopt, release and invite write one each into .idctl/runs, beside idctl.yaml`
    throw new IdctlError(told`there is no run yet`, { exit: 'usage', hint })
  }
  try {
    return await readJournal(pathOf(root, run), run, true)
  } catch (error) {
    if (!(error instanceof UnreadableJournal)) throw error
    throw new IdctlError(
      told`the journal of ${underMask(`run ${run}`, 'this run')} cannot be used${unlessMasked`: ${error.message}`}`,
      {
        exit: 'error',
        cause: error,
      },
    )
  }
}

/** The run with this id, or whose id ends so. */
function idMeant(wanted: string, ids: readonly string[]): string {
  if (ids.includes(wanted)) return wanted
  const alike = ids.filter((id) => id.endsWith(`-${wanted}`))
  const [first, second] = alike
  if (first === undefined) throw unknownRun(wanted, ids)
  if (second === undefined) return first
  throw new IdctlError(`several runs end with ${wanted}`, {
    exit: 'usage',
    hint: `give the whole id: ${alike.join(', ')}`,
  })
}

function unknownRun(run: string, ids: readonly string[]): IdctlError {
  const meant = didYouMean(run, ids)
  return new IdctlError(`there is no run ${run}`, {
    exit: 'usage',
    hint: meant === undefined ? '`idctl runs` lists all runs' : `did you mean ${meant}?`,
  })
}

/** Newest first; other files of the folder are ignored. */
async function runIds(root: string): Promise<string[]> {
  const folder = join(root, ownFolder, runsFolder)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw new IdctlError(told`cannot read ${underMask(`${folder} (${error.code ?? error.message})`, 'the journals')}`, {
      exit: 'error',
      cause: error,
    })
  })
  return names
    .flatMap((name) => runOf(name) ?? [])
    .sort()
    .reverse()
}

function pathOf(root: string, run: string): string {
  return join(root, ownFolder, runsFolder, journalName(run))
}
