import type { CheckoutState } from '../model/checkout.ts'
import type { Judgement } from '../model/finding.ts'
import type { Clocks } from '../reconcile/clocks.ts'
import { clockWarnings } from '../reconcile/clocks.ts'

/** @param needed `>=20.19`, as package.json says. */
export function judgeNode(idctl: string, node: string, needed: string): Judgement {
  const text = `idctl ${idctl} on Node ${node}`
  const [least, own] = [needed, node].map((version) => (version.match(/\d+/g) ?? []).map(Number))
  const isOld = compare(own ?? [], least ?? []) < 0
  return isOld ? { verdict: 'wrong', text, hint: `install Node ${needed}` } : { verdict: 'fine', text }
}

function compare(left: readonly number[], right: readonly number[]): number {
  const index = right.findIndex((number, at) => (left[at] ?? 0) !== number)
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0)
}

export function judgeClocks(clocks: Clocks): Judgement {
  if (clocks.server === undefined) {
    const hint = 'every answer of Kratos has a Date header: let it pass through the proxies in front of it'
    return { verdict: 'wrong', text: 'no answer of the server says what time it is there', hint }
  }
  const [warning] = clockWarnings(clocks)
  if (warning !== undefined) return { verdict: 'wrong', text: warning.summary, hint: warning.hint ?? '' }
  return {
    verdict: 'fine',
    text: `${Math.round(Math.abs(clocks.here - clocks.server) / 1000)} s apart from the server's`,
  }
}

const ofGit: Readonly<Record<CheckoutState, Judgement>> = {
  off: { verdict: 'fine', text: 'not asked: idctl.yaml says git: false' },
  none: {
    verdict: 'advice',
    text: 'the documents are in no checkout with a commit: an older copy of the folder may remove people',
    hint: 'keep the folder in git, and commit',
  },
  unreadable: {
    verdict: 'wrong',
    text: 'git cannot read the checkout: removals of people whose marks have a commit are blocked',
    hint: 'run `git status` there, and install git where it is missing',
  },
  shallow: {
    verdict: 'wrong',
    text: 'the checkout is shallow: removals may be blocked, because commits cannot be compared',
    hint: 'fetch the whole history: `git fetch --unshallow`, or fetch-depth: 0 in a pipeline',
  },
  whole: { verdict: 'fine', text: 'a checkout with its whole history' },
}

export function judgeGit(state: CheckoutState): Judgement {
  return ofGit[state]
}

export function judgePrivacyKey(isThere: boolean): Judgement {
  if (isThere) return { verdict: 'fine', text: 'there is one' }
  return {
    verdict: 'advice',
    text: 'there is none yet: --mask and --inventory make one, which no other machine has',
    hint: 'set IDCTL_PRIVACY_KEY where several machines are to agree; `openssl rand -hex 32` makes one',
  }
}
