import { join } from 'node:path'
import type { ApplyOptions } from '../apply-plan-file.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { present } from '../model/present.ts'
import type { RunHeader, RunLog } from '../model/run.ts'
import { ownFolder } from '../records/private-files/private-folder.ts'
import { forgetOldRuns } from '../records/runs/forget-old-runs.ts'
import { createJournal, type JournalOptions } from '../records/runs/journal.ts'
import { createJournalFile, type JournalFile, runsFolder } from '../records/runs/journal-file.ts'
import { makeRunId } from '../records/runs/run-id.ts'
import { escapeText } from '../render/escape.ts'
import type { Execution } from './execution.ts'

/** Records an execution in its journal, from `onBegin` to `end`. */
export interface RunRecorder extends Required<Pick<ApplyOptions, 'onBegin' | 'onStart' | 'onOutcome'>> {
  end(exit: ExitName, why?: string): void
  /** The run's id; absent until it has a journal. */
  readonly run: string | undefined
}

/**
 * Writes the journal of one run, starting when nothing can refuse the run any more. A run without changes gets no journal. A
 * journal that cannot be written causes a message and does not stop the run (`docs/decisions/0015-journal.md`).
 *
 * @param isSaved The user named the plan file, so the journal records its digest.
 */
export function createRunRecorder(execution: Execution, isSaved: boolean): RunRecorder {
  let log: RunLog | undefined
  let run: string | undefined
  const { interruption } = execution
  return {
    get run() {
      return run
    },
    async onBegin({ digest, changes, commit, shard }) {
      if (changes === 0) return
      const part = shard && { index: shard.index, count: shard.count }
      const plan = present({ plan_digest: isSaved ? digest : undefined, commit, shard: part })
      const opened = await openLog(execution, plan)
      const journal = opened?.log
      log = journal
      run = opened?.run
      interruption.stop.addEventListener('abort', () => journal?.interrupted('stop'))
      interruption.abort.addEventListener('abort', () => journal?.interrupted('abort'))
    },
    onStart: (change) => log?.start(change),
    onOutcome: (outcome) => log?.outcome(outcome),
    end(exit, why) {
      log?.end(exit, why)
      log = undefined
    },
  }
}

type Names = JournalOptions['names']

async function openLog(
  execution: Execution,
  plan: Pick<RunHeader, 'plan_digest' | 'commit' | 'shard'>,
): Promise<{ readonly log: RunLog; readonly run: string } | undefined> {
  const { context, output, config, command, idctlVersion } = execution
  const folder = join(config.root, ownFolder, runsFolder)
  const started = context.now()
  const run = makeRunId(started, context.newId())
  const place = output.masked ? `${ownFolder}/${runsFolder}` : escapeText(folder)
  const tell = (what: string, code: string) =>
    output.talk(`Warning: ${what} in ${place} (${code}). The run goes on: no plan needs its journal.`)
  let file: JournalFile
  try {
    file = await createJournalFile(config.root, run)
  } catch (error) {
    tell(
      'this run is not recorded: its journal cannot be created',
      (error as NodeJS.ErrnoException).code ?? String(error),
    )
    return undefined
  }
  await forgetOldRuns(folder, undefined, run)
  const header = {
    run,
    idctl_version: idctlVersion,
    command,
    target: config.server?.target ?? '',
    workspace: config.workspace,
    started_at: started.toISOString(),
    ...plan,
    ...(output.masked && { masked: true as const }),
  }
  const onProblem = (code: string) => tell(`the journal of run ${run} has gaps: it cannot be written`, code)
  const names = output.shown(
    undefined,
    (_, masking): Names => masking && { key: masking.key, id: masking.id, file: masking.file },
  )
  return { log: createJournal(file, header, { now: context.now, onProblem, ...present({ names }) }), run }
}
