import { commitHasFiles } from './checkout/open-checkout.ts'
import { isReadBelow } from './desired/files/walk.ts'
import { IdctlError } from './errors.ts'
import type { MadeFrom } from './model/plan.ts'
import { shown, type Told, told } from './model/told.ts'
import type { Variables } from './model/variables.ts'

interface Expectation {
  /** Full hash of the commit, as given. */
  readonly commit: string
  /** The folder of idctl.yaml. */
  readonly folder: string
  readonly variables: Variables
  readonly signal: AbortSignal
}

/**
 * Refuses a plan unless it was made from the files of this commit: idctl.yaml, documents, schemas, and what they refer to. A merge makes
 * a new commit of the same files, so another commit will do when all of them are the same there.
 * @throws IdctlError (exit `refused`)
 */
export async function refuseOtherCommit(from: MadeFrom | undefined, expected: Expectation): Promise<void> {
  const { commit, folder, variables, signal } = expected
  if (from === undefined) throw refused(told`the plan does not say which commit it was made from`, inCheckout)
  if (from.commit === commit && from.tree === 'clean') return
  const { files } = from
  if (files === undefined) {
    throw refused(told`the plan was made from files of which some are not in the checkout`, inCheckout)
  }
  const found = await commitHasFiles({ commit, files, folder }, isReadBelow, { variables, signal })
  if (found === 'same') return
  const what = told`the plan was made from commit ${shown(from.commit)}`
  if (found === 'different') {
    const isCommitted = from.tree === 'clean'
    const changed = shown(isCommitted ? '' : ', with changes that are in no commit')
    throw refused(
      told`${what}${changed}, and its files are not those of commit ${shown(commit)}`,
      isCommitted
        ? told`nothing was written; make the plan again from that commit`
        : told`nothing was written; commit the changes first, then plan again`,
    )
  }
  const why =
    found === 'no-checkout'
      ? told`this folder is in no git checkout that could say whether the files are the same`
      : told`git cannot read the files of that commit here`
  throw refused(
    told`${what}, and not from commit ${shown(commit)}: ${why}`,
    told`nothing was written; run it in a checkout that has the commit, or make the plan again from it`,
  )
}

const inCheckout = told`nothing was written; make the plan in a git checkout that has all its files: idctl plan --out FILE`

function refused(message: Told, hint: Told): IdctlError {
  return new IdctlError(message, { exit: 'refused', hint })
}
