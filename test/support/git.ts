import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { writeFiles } from './temp-project.ts'

/** What git finds in its environment: nothing of this machine's settings, and a name to commit under. */
const variables = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Tester',
  GIT_AUTHOR_EMAIL: 'tester@example.com',
  GIT_COMMITTER_NAME: 'Tester',
  GIT_COMMITTER_EMAIL: 'tester@example.com',
}

/** For a run of idctl on such a repository. */
export const gitVariables: Readonly<Record<string, string>> = { PATH: variables.PATH }

/** Tests with real repositories are skipped, and counted so, where there is no git. */
export const hasGit = spawnSync('git', ['--version'], { env: variables }).status === 0

export function git(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, env: variables, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}

export function initRepository(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main')
}

/** Writes files (`null`: removes one) and commits everything; the full hash. */
export function commit(folder: string, files: Readonly<Record<string, string | null>>): string {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(`${folder}/${path}`)
    else writeFiles(folder, { [path]: text })
  }
  git(folder, 'add', '--all')
  git(folder, 'commit', '--quiet', '--allow-empty', '--message=a step')
  return git(folder, 'rev-parse', 'HEAD')
}
