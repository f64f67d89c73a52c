import { type ExitName, exitCodes } from '../exit-codes.ts'
import type { ExplainedWord } from './explanation.ts'

type Exit = { readonly cause: string; readonly cure: string }

const exits: Readonly<Record<ExitName, Exit>> = {
  ok: {
    cause:
      'Done, or nothing to do. Blocked orphans alone, and a plan with changes without `--detailed-exitcode`, are 0 too.',
    cure: 'Nothing.',
  },
  error: {
    cause: 'An error; nothing was executed. `doctor`: something is wrong.',
    cure: 'Read the message and its hint. `idctl doctor` looks at server, key and folder.',
  },
  differs: {
    cause:
      'Changes (`plan --detailed-exitcode`), a class of `plan --fail-on`, or drift (`drift`) that no baseline accepts and that was seen often enough, or files that are not up to date (`schema --check`).',
    cure: 'Look at what differs.',
  },
  invalid: {
    cause:
      'Invalid configuration, documents, baseline or sightings, also ambiguous matches, collisions and removals that the schema refuses.',
    cure: 'Correct the lines that the messages name. `idctl validate` checks the files offline.',
  },
  refused: {
    cause:
      'Nothing was executed: a guard without consent, a question that was answered with no, invites without a new file for them, a plan that removes a required key, another server than that of the plan, or a plan file or inventory that is damaged or made for something else.',
    cure: 'The message says what refused, and the hint what lets it through if it is meant.',
  },
  incomplete: {
    cause:
      'Executed, but not completely: a change failed, or was skipped because its identity had moved; a document stayed blocked, or a removal (from an older checkout, because of a clock, or because Kratos would refuse it); a part of a change waits; or the inventory or the report could not be written.',
    cure: 'Plan again: what is done stays done. `idctl runs --last` shows what was not.',
  },
  unreadable: {
    cause: 'The live state could not be read completely; nothing was planned or executed.',
    cure: 'Try again when the server answers. `idctl doctor` says what it gets.',
  },
  usage: {
    cause: 'Wrong usage: an unknown command or flag, a missing argument, a question that nobody can answer.',
    cure: 'The hint says what to write. `idctl COMMAND --help` lists arguments and flags.',
  },
  interrupted: {
    cause: 'Interrupted by SIGINT or SIGTERM.',
    cure: 'Run the command again: what is done stays done.',
  },
}

const names = Object.keys(exits) as ExitName[]

/** How a command ended, by the name of its exit code. The pages of the docs and `idctl explain` say the same. */
export const exitExplanations = Object.fromEntries(
  names.map((name) => [name, { title: `Exit code ${exitCodes[name]}`, ...exits[name] }]),
) as Readonly<Record<ExitName, ExplainedWord>>
