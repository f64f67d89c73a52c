import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startFakeGitHub } from '../support/platforms/fake-github.ts'
import { startFakeGitLab } from '../support/platforms/fake-gitlab.ts'
import { runCli } from './run-cli.ts'

const report = '<!-- idctl: plan, people, http://kratos -->\n**Plan**: 1 to create.\n'
const merge = 'a'.repeat(40)

/** A folder with a report, a plan in JSON, and neither idctl.yaml nor server. */
function jobFolder() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-job-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'plan.md'), report)
  const summary = { create: 2, update: 0, delete: 1, blocked: 0, unchanged: 7 }
  const guards = [{ guard: 'removals', tripped: true }]
  writeFileSync(join(folder, 'plan.json'), JSON.stringify({ format_version: 1, summary, changes: [], guards }))
  return {
    folder,
    idctl: (words: string, env: Readonly<Record<string, string>>) => runCli(words.split(' '), { cwd: folder, env }),
  }
}

describe('on GitHub', () => {
  test('a comment with its labels, and the same again', async () => {
    await using platform = await startFakeGitHub({ labels: ['bug', 'idctl:adopt'] })
    const { idctl } = jobFolder()
    const first = await idctl('comment plan.md --labels plan.json', platform.env)
    expect(first).toMatchObject({ exit: 0, stderr: '' })
    expect(first.stdout).toMatch(
      /^Wrote the comment: https:\/\/github\.example\/acme\/people\/pull\/7#issuecomment-\d+\n$/,
    )
    const second = await idctl('comment plan.md --labels plan.json --json', platform.env)
    expect(JSON.parse(second.stdout)).toMatchObject({ format_version: 1, done: 'unchanged' })
    expect(platform.state.comments.map(({ body }) => body)).toEqual([report])
    expect(platform.state.labels).toEqual(['bug', 'idctl:create', 'idctl:delete', 'idctl:refused'])
  })

  test('an issue opens and closes', async () => {
    await using platform = await startFakeGitHub()
    const { idctl } = jobFolder()
    const flags = '--title Drift --label drift'
    expect((await idctl(`issue plan.md --state open ${flags}`, platform.env)).stdout).toMatch(/^Opened the issue: http/)
    expect((await idctl(`issue plan.md --state closed ${flags}`, platform.env)).stdout).toMatch(
      /^Closed the issue: http/,
    )
    expect((await idctl(`issue plan.md --state closed ${flags}`, platform.env)).stdout).toBe(
      'There was no issue to close\n',
    )
    expect(platform.state.issues).toMatchObject([{ title: 'Drift', labels: ['drift'], state: 'closed' }])
  })

  test('the reviewed plan becomes a new private file, and nothing is written over', async () => {
    const head = 'b'.repeat(40)
    const artifacts = [{ name: 'idctl-plan', files: { 'idctl.plan': 'the plan' } }]
    const run = { id: 1, workflow: 'idctl-plan.yml', event: 'pull_request', head_sha: head, artifacts }
    const pulls = [{ number: 7, merged: true, merge_commit_sha: merge, head }]
    await using platform = await startFakeGitHub({ pulls, runs: [run] })
    const { idctl, folder } = jobFolder()
    const words = `reviewed-plan --commit ${merge} --out prod.plan`
    const got = await idctl(words, platform.env)
    expect(got).toMatchObject({ exit: 0, stderr: '' })
    expect(got.stdout).toMatch(/^prod\.plan is the plan of request 7: https:.*\/actions\/runs\/1\n$/)
    expect(readFileSync(join(folder, 'prod.plan'), 'utf8')).toBe('the plan')
    expect(statSync(join(folder, 'prod.plan')).mode & 0o777).toBe(0o600)
    expect(await idctl(words, platform.env)).toMatchObject({ exit: 64, stdout: '' })
    symlinkSync('nowhere', join(folder, 'link.plan'))
    expect(await idctl(words.replace('prod.plan', 'link.plan'), platform.env)).toMatchObject({ exit: 64, stdout: '' })
    const nowhere = await idctl(words.replace('prod.plan', 'missing/prod.plan'), platform.env)
    expect(nowhere).toMatchObject({ exit: 1, stdout: '' })
    expect(nowhere.stderr).toMatch(/cannot be written: ENOENT\nhint: /)
    const none = await idctl(`reviewed-plan --commit ${'c'.repeat(40)} --out other.plan`, platform.env)
    expect(none).toMatchObject({ exit: 4, stdout: '' })
    expect(none.stderr).toMatch(/no pull request was merged as this commit/)
  })
})

test('on GitLab the same words do the same', async () => {
  const requests = [
    { iid: 7, state: 'merged', sha: 'b'.repeat(40), merge_commit_sha: merge, squash_commit_sha: null } as const,
  ]
  const jobs = [{ id: 11, name: 'idctl-plan', files: { 'idctl.plan': 'the plan' } }]
  const pipelines = [{ id: 1, request: 7, source: 'merge_request_event', jobs }]
  await using platform = await startFakeGitLab({ requests, pipelines })
  const { idctl, folder } = jobFolder()
  expect((await idctl('comment plan.md --labels plan.json', platform.env)).stdout).toMatch(/^Wrote the comment: http/)
  expect((await idctl('issue plan.md --state open --title Drift', platform.env)).stdout).toMatch(
    /^Opened the issue: http/,
  )
  expect((await idctl(`reviewed-plan --commit ${merge} --out prod.plan`, platform.env)).exit).toBe(0)
  expect(platform.state.notes.map(({ body }) => body)).toEqual([report])
  expect(platform.state.labels).toEqual(['idctl:create', 'idctl:delete', 'idctl:refused'])
  expect(readFileSync(join(folder, 'prod.plan'), 'utf8')).toBe('the plan')
})

describe('what stops them before they ask anybody', () => {
  const job = {
    GITHUB_ACTIONS: 'true',
    GITHUB_TOKEN: 'token',
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_GRAPHQL_URL: 'http://127.0.0.1:1/graphql',
    GITHUB_REPOSITORY: 'acme/people',
    GITHUB_REF: 'refs/pull/7/merge',
  }
  test.each<[string, string, Readonly<Record<string, string>>, RegExp]>([
    ['no platform', 'comment plan.md', {}, /no job of GitHub Actions or GitLab CI/],
    ['no token', 'comment plan.md', { ...job, GITHUB_TOKEN: '' }, /GITHUB_TOKEN is not set/],
    ['no request', 'comment plan.md', { ...job, GITHUB_REF: 'refs/heads/main' }, /no pull request or merge request/],
    ['no URL', 'comment plan.md', { ...job, GITHUB_API_URL: 'file:///etc' }, /GITHUB_API_URL is no URL/],
    ['two servers', 'comment plan.md', { ...job, GITHUB_GRAPHQL_URL: 'http://127.0.0.1:2' }, /another server/],
    ['no repository', 'comment plan.md', { ...job, GITHUB_REPOSITORY: 'people' }, /owner\/name/],
    ['no file', 'comment missing.md', job, /cannot be read: ENOENT/],
    ['no report', 'comment plan.json', job, /marker/],
    ['no plan in JSON', 'comment plan.md --labels plan.md', job, /no plan in JSON/],
    ['no whole commit', 'reviewed-plan --commit abc --out p', job, /no whole commit/],
  ])('%s', async (_why, words, env, message) => {
    const run = await jobFolder().idctl(words, env)
    expect(run).toMatchObject({ exit: 64, stdout: '' })
    expect(run.stderr).toMatch(message)
    expect(run.stderr).toMatch(/\nhint: /)
  })
})
