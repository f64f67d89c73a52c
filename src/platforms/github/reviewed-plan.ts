import * as z from 'zod'
import { IdctlError } from '../../errors.ts'
import { shown, type Told, told } from '../../model/told.ts'
import type { PlanSearch, ReviewedPlan } from '../platform.ts'
import type { At, Web } from '../web.ts'

const repository = z.object({ id: z.number() }).nullable()
const pull = z.object({
  number: z.number(),
  merged_at: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
  head: z.object({ sha: z.string() }),
})
const run = z.object({
  id: z.number(),
  event: z.string(),
  head_sha: z.string(),
  html_url: z.string(),
  repository,
  head_repository: repository,
})
const runs = z.object({ workflow_runs: run.array() })
const artifacts = z.object({
  artifacts: z.object({ id: z.number(), name: z.string(), expired: z.boolean() }).array(),
})

type Run = z.infer<typeof run>

/**
 * The plan that the workflow made for the pull request that was merged as this commit. A run for a fork does not count, nor one of another
 * workflow, nor one of an earlier commit of the pull request.
 */
export async function reviewedPlan(
  web: Web,
  at: At,
  { commit, maker, artifact, file }: PlanSearch,
): Promise<ReviewedPlan | { readonly missing: Told }> {
  const pulls = await web.list(at('commits', commit, 'pulls'), {}, pull)
  const merged = pulls.find((one) => one.merged_at !== null && one.merge_commit_sha === commit)
  if (merged === undefined) return { missing: told`no pull request was merged as this commit` }
  const { number, head } = merged
  const query = { head_sha: head.sha, event: 'pull_request', per_page: 100 }
  const found = await web.ask({ method: 'GET', path: at('actions', 'workflows', maker, 'runs'), query }, runs)
  for (const one of ownRuns(found.workflow_runs, head.sha)) {
    const id = await artifactOf(web, at, one.id, artifact)
    const zip = id === undefined ? undefined : await web.download(at('actions', 'artifacts', id, 'zip'))
    if (zip !== undefined) {
      return { request: number, commit: head.sha, url: one.html_url, bytes: await fileIn(zip, file) }
    }
  }
  const about = told`pull request ${number} has no artifact ${shown(artifact)} of ${shown(maker)}`
  return { missing: told`${about} for its last commit, or it is expired` }
}

/** Of this repository and this commit, the last first. */
function ownRuns(all: readonly Run[], sha: string): Run[] {
  return all
    .filter((one) => one.event === 'pull_request' && one.head_sha === sha)
    .filter((one) => one.repository !== null && one.head_repository?.id === one.repository.id)
    .toSorted((left, right) => right.id - left.id)
}

async function artifactOf(web: Web, at: At, runId: number, wanted: string): Promise<number | undefined> {
  const query = { name: wanted, per_page: 100 }
  const found = await web.ask({ method: 'GET', path: at('actions', 'runs', runId, 'artifacts'), query }, artifacts)
  const there = found.artifacts.filter(({ name, expired }) => name === wanted && !expired)
  return there.toSorted((left, right) => right.id - left.id)[0]?.id
}

/** Bytes: more than a plan of a million changes. */
const longestPlan = 2 * 1024 ** 3

async function fileIn(zip: Uint8Array, wanted: string): Promise<Uint8Array> {
  const { unzipSync } = await import('fflate')
  let tooLong = false
  const isWanted = ({ name, originalSize }: { name: string; originalSize: number }) => {
    if (name !== wanted) return false
    tooLong = originalSize > longestPlan
    return !tooLong
  }
  const files = unzippedBy(() => unzipSync(zip, { filter: isWanted }))
  const bytes = files[wanted]
  if (bytes !== undefined) return bytes
  const why = tooLong ? told`${shown(wanted)} is too long` : told`it has no file ${shown(wanted)}`
  throw new IdctlError(told`the artifact cannot be used: ${why}`, {
    exit: 'error',
    hint: told`the plan must be at the top of the artifact: \`path: ${shown(wanted)}\``,
  })
}

function unzippedBy(unzip: () => Record<string, Uint8Array>): Record<string, Uint8Array> {
  try {
    return unzip()
  } catch (cause) {
    throw new IdctlError(told`the artifact is no zip file`, {
      exit: 'error',
      hint: told`run the same command again`,
      cause,
    })
  }
}
