import * as z from 'zod'
import { shown, type Told, told } from '../../model/told.ts'
import type { PlanSearch, ReviewedPlan } from '../platform.ts'
import type { At, Web } from '../web.ts'

const mergeRequest = z.object({
  iid: z.number(),
  state: z.string(),
  sha: z.string().nullable(),
  merge_commit_sha: z.string().nullable(),
  squash_commit_sha: z.string().nullable(),
  source_project_id: z.number().nullable(),
  target_project_id: z.number(),
})
const pipeline = z.object({ id: z.number(), source: z.string(), project_id: z.number() })
const job = z.object({
  id: z.number(),
  name: z.string(),
  web_url: z.string(),
  artifacts_expire_at: z.string().nullish(),
})

/** The plan that the job made in the last pipeline of the merge request that was merged as this commit. One of a fork does not count. */
export async function reviewedPlan(
  web: Web,
  at: At,
  { commit, maker, file }: PlanSearch,
): Promise<ReviewedPlan | { readonly missing: Told }> {
  const all = await web.list(at('repository', 'commits', commit, 'merge_requests'), {}, mergeRequest)
  const merged = all.find((one) => one.state === 'merged' && commitsOf(one).includes(commit))
  if (merged === undefined) return { missing: told`no merge request was merged as this commit` }
  const { iid, sha, source_project_id, target_project_id } = merged
  if (source_project_id !== target_project_id) return { missing: told`merge request ${iid} comes from a fork` }
  const pipelines = await web.list(at('merge_requests', iid, 'pipelines'), {}, pipeline)
  const last = pipelines
    .filter((one) => one.source === 'merge_request_event' && one.project_id === target_project_id)
    .toSorted((left, right) => right.id - left.id)[0]
  const jobs = last === undefined ? [] : await web.list(at('pipelines', last.id, 'jobs'), {}, job)
  const made = jobs.filter(({ name }) => name === maker).toSorted((left, right) => right.id - left.id)[0]
  const parts = file.split('/')
  const bytes = made === undefined ? undefined : await web.download(at('jobs', made.id, 'artifacts', ...parts))
  if (made === undefined || bytes === undefined) {
    const about = told`the last pipeline of merge request ${iid} has no file ${shown(file)} of the job ${shown(maker)}`
    return { missing: told`${about}, or it is expired` }
  }
  return { request: iid, commit: sha ?? '', url: made.web_url, bytes }
}

/** What a merge made: a merge commit, a squashed one, or nothing new where it only moved the branch. */
function commitsOf({ sha, merge_commit_sha, squash_commit_sha }: z.infer<typeof mergeRequest>): (string | null)[] {
  return merge_commit_sha === null ? [squash_commit_sha ?? sha] : [merge_commit_sha]
}
