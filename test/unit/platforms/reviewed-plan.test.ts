import { describe, expect, test } from 'vitest'
import { createGitHub } from '../../../src/platforms/github/github.ts'
import { createGitLab } from '../../../src/platforms/gitlab/gitlab.ts'
import { type FakeRun, type GitHubState, gitHubToken, startFakeGitHub } from '../../support/platforms/fake-github.ts'
import { type GitLabState, gitLabToken, startFakeGitLab } from '../../support/platforms/fake-gitlab.ts'

const merge = 'a'.repeat(40)
const head = 'b'.repeat(40)
const search = { commit: merge, maker: 'idctl-plan.yml', artifact: 'idctl-plan', file: 'idctl.plan' }

const pull = { number: 7, merged: true, merge_commit_sha: merge, head } as const
const run: FakeRun = {
  id: 1,
  workflow: 'idctl-plan.yml',
  event: 'pull_request',
  head_sha: head,
  artifacts: [{ name: 'idctl-plan', files: { 'idctl.plan': 'the plan' } }],
}

async function foundOnGitHub(state: Partial<GitHubState>, wanted = search): Promise<unknown> {
  await using server = await startFakeGitHub(state)
  const platform = createGitHub({
    api: server.url,
    graphql: `${server.url}/graphql`,
    repository: 'acme/people',
    token: gitHubToken,
    sleep: async () => undefined,
  })
  const found = await platform.reviewedPlan(wanted)
  return 'missing' in found ? 'missing' : new TextDecoder().decode(found.bytes)
}

describe('on GitHub', () => {
  test('the plan of the last commit of the merged pull request is found', async () => {
    expect(await foundOnGitHub({ pulls: [pull], runs: [run] })).toBe('the plan')
  })

  test('of two runs for that commit the later one counts', async () => {
    const later = { ...run, id: 2, artifacts: [{ name: 'idctl-plan', files: { 'idctl.plan': 'the later plan' } }] }
    expect(await foundOnGitHub({ pulls: [pull], runs: [run, later] })).toBe('the later plan')
    const failed = { ...run, id: 3, artifacts: [] }
    expect(await foundOnGitHub({ pulls: [pull], runs: [run, later, failed] })).toBe('the later plan')
  })

  test.each<[string, Partial<GitHubState>]>([
    ['a fork made it', { pulls: [pull], runs: [{ ...run, fork: true }] }],
    ['another workflow made it', { pulls: [pull], runs: [{ ...run, workflow: 'evil.yml' }] }],
    ['a push made it', { pulls: [pull], runs: [{ ...run, event: 'push' }] }],
    ['it is of an earlier commit', { pulls: [pull], runs: [{ ...run, head_sha: 'c'.repeat(40) }] }],
    [
      'it is expired',
      { pulls: [pull], runs: [{ ...run, artifacts: [{ name: 'idctl-plan', expired: true, files: {} }] }] },
    ],
    ['it has another name', { pulls: [pull], runs: [{ ...run, artifacts: [{ name: 'other', files: {} }] }] }],
    ['the pull request is open', { pulls: [{ ...pull, merged: false }], runs: [run] }],
    [
      'the commit is one within the pull request',
      { pulls: [{ ...pull, merge_commit_sha: 'd'.repeat(40), head: merge }], runs: [run] },
    ],
    ['nothing was merged', { runs: [run] }],
  ])('there is none when %s', async (_why, state) => {
    expect(await foundOnGitHub(state)).toBe('missing')
  })

  test('an artifact without the file is an error', async () => {
    await expect(foundOnGitHub({ pulls: [pull], runs: [run] }, { ...search, file: 'other.plan' })).rejects.toThrow(
      /no file other.plan/,
    )
  })
})

const request = { iid: 7, state: 'merged', sha: head, merge_commit_sha: merge, squash_commit_sha: null } as const
const pipeline = {
  id: 1,
  request: 7,
  source: 'merge_request_event',
  jobs: [{ id: 11, name: 'idctl-plan', files: { 'idctl.plan': 'the plan' } }],
}

async function foundOnGitLab(state: Partial<GitLabState>): Promise<unknown> {
  await using server = await startFakeGitLab(state)
  const platform = createGitLab({
    api: `${server.url}/api/v4`,
    project: '4711',
    token: gitLabToken,
    sleep: async () => undefined,
  })
  const found = await platform.reviewedPlan({ ...search, maker: 'idctl-plan' })
  return 'missing' in found ? 'missing' : new TextDecoder().decode(found.bytes)
}

describe('on GitLab', () => {
  test.each([
    ['a merge commit', request],
    ['a squashed commit', { ...request, merge_commit_sha: null, squash_commit_sha: merge }],
    ['a branch that only moved', { ...request, sha: merge, merge_commit_sha: null }],
  ])('the plan is found after %s', async (_how, merged) => {
    expect(await foundOnGitLab({ requests: [merged], pipelines: [pipeline] })).toBe('the plan')
  })

  test('of two pipelines the later one counts, also when it has no plan', async () => {
    const later = { ...pipeline, id: 2, jobs: [{ id: 12, name: 'idctl-plan', files: { 'idctl.plan': 'later' } }] }
    expect(await foundOnGitLab({ requests: [request], pipelines: [later, pipeline] })).toBe('later')
    const without = { ...pipeline, id: 3, jobs: [] }
    expect(await foundOnGitLab({ requests: [request], pipelines: [pipeline, without] })).toBe('missing')
  })

  test.each<[string, Partial<GitLabState>]>([
    ['it comes from a fork', { requests: [{ ...request, fork: true }], pipelines: [pipeline] }],
    ['the request is open', { requests: [{ ...request, state: 'opened' }], pipelines: [pipeline] }],
    ['a push made it', { requests: [request], pipelines: [{ ...pipeline, source: 'push' }] }],
    [
      'another job made it',
      {
        requests: [request],
        pipelines: [{ ...pipeline, jobs: [{ id: 11, name: 'evil', files: { 'idctl.plan': 'x' } }] }],
      },
    ],
    [
      'it is expired',
      { requests: [request], pipelines: [{ ...pipeline, jobs: [{ id: 11, name: 'idctl-plan', files: {} }] }] },
    ],
    ['nothing was merged', { pipelines: [pipeline] }],
    [
      'the commit is one within the request',
      { requests: [{ ...request, sha: merge, merge_commit_sha: 'd'.repeat(40) }], pipelines: [pipeline] },
    ],
  ])('there is none when %s', async (_why, state) => {
    expect(await foundOnGitLab(state)).toBe('missing')
  })
})
