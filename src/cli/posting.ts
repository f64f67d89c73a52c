import { lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as z from 'zod'
import { IdctlError } from '../errors.ts'
import type { Posting } from '../model/posting.ts'
import { present } from '../model/present.ts'
import { shown, told, unlessMasked } from '../model/told.ts'
import { variableOf } from '../model/variables.ts'
import { type MarkedText, markedText } from '../platforms/marked-text.ts'
import { keepLabels, keepNone, keepOne, type PlanSearch, type Platform } from '../platforms/platform.ts'
import { writeNewFile } from '../records/private-files/write-new.ts'
import { mebibyte } from '../source/regular-file.ts'
import type { CliContext } from './context.ts'
import { usage } from './named-ids.ts'
import { textOfFlag } from './text-of-flag.ts'

/** What all labels that idctl gives begin with. */
const labelPrefix = 'idctl:'

const reportHint = told`name the file of a report in Markdown: \`idctl plan --report markdown=FILE\``

/** A plan in JSON, as far as labels need it. */
const planReport = z.object({
  summary: z.record(z.string(), z.number()),
  changes: z.unknown().array(),
  guards: z.object({ tripped: z.boolean() }).array(),
})

/** A report in Markdown from a file. @throws IdctlError (exit `usage`) */
export function readMarkedText(cwd: string, path: string): MarkedText {
  return markedText(textOfFlag('REPORT', resolve(cwd, path), mebibyte, reportHint))
}

/** The labels for a plan: one for each kind of change that it has. @throws IdctlError (exit `usage`) */
export function labelsFor(cwd: string, path: string): string[] {
  const hint = told`name the file of a plan in JSON: \`idctl plan --report json=FILE\``
  const text = textOfFlag('--labels', resolve(cwd, path), 512 * mebibyte, hint)
  const plan = planReport.safeParse(jsonOf(text))
  if (!plan.success) throw usage(told`the file of --labels${unlessMasked` (${path})`} is no plan in JSON`, hint)
  const { summary, guards } = plan.data
  const words = labelWords.filter((word) => (summary[word] ?? 0) > 0)
  const refused = guards.some(({ tripped }) => tripped) ? ['refused'] : []
  return [...words, ...refused].map((word) => `${labelPrefix}${word}`)
}

const labelWords = ['create', 'update', 'adopt', 'release', 'disable', 'delete', 'blocked'] as const

/** Writes a report into a pull request, in place of the one before. */
export async function postComment(
  platform: Platform,
  {
    request,
    text,
    labels,
  }: { readonly request: number; readonly text: MarkedText; readonly labels?: string[] | undefined },
): Promise<Posting> {
  const { how, url } = await keepOne(platform.comments(request), text)
  if (labels !== undefined) await keepLabels(platform.labels(request), labelPrefix, labels)
  return { kind: 'comment', how, ...present({ url }) }
}

/** Opens, updates or closes the issue about what a report is about. */
export async function postIssue(
  platform: Platform,
  {
    text,
    title,
    label,
    state,
  }: { readonly text: MarkedText; readonly title: string; readonly label: string; readonly state: string },
): Promise<Posting> {
  const board = platform.issues(title, label)
  const { how, url } = state === 'closed' ? await keepNone(board, text) : await keepOne(board, text)
  return { kind: 'issue', how, ...present({ url }) }
}

/** Writes the reviewed plan into a new file. @throws IdctlError (exit `refused`) when there is none */
export async function fetchPlan(platform: Platform, search: PlanSearch, cwd: string, out: string): Promise<Posting> {
  const path = resolve(cwd, out)
  if ((await lstat(path).catch(() => undefined)) !== undefined) throw isThere(path)
  const found = await platform.reviewedPlan(search)
  if ('missing' in found) {
    throw new IdctlError(told`there is no reviewed plan: ${found.missing}`, {
      exit: 'refused',
      hint: told`make a plan of the merged files, and let somebody look at it: \`idctl plan --out FILE\``,
    })
  }
  const { request, commit, url, bytes } = found
  await writeNewFile(path, bytes).catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    if (cause.code === 'EEXIST') throw isThere(path)
    throw new IdctlError(
      told`the file of ${shown('--out')}${unlessMasked` (${path})`} cannot be written: ${shown(String(cause.code))}`,
      {
        exit: 'error',
        hint: told`name a file in a folder that exists`,
        cause,
      },
    )
  })
  return { kind: 'plan', file: out, request, commit, url }
}

function isThere(path: string): IdctlError {
  return usage(told`the file of ${shown('--out')} exists already${unlessMasked` (${path})`}`, told`name a new file`)
}

/** What `reviewed-plan` looks for. @throws IdctlError (exit `usage`) */
export function planSearch(
  { env }: Pick<CliContext, 'env'>,
  flags: Omit<PlanSearch, 'maker'> & { readonly maker?: string | undefined },
): PlanSearch {
  const { commit, artifact, file } = flags
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw usage(told`--commit is no whole commit`, told`it has 40 or 64 digits: \`--commit "$(git rev-parse HEAD)"\``)
  }
  const maker = flags.maker ?? (variableOf(env, 'GITHUB_ACTIONS') === 'true' ? 'idctl-plan.yml' : 'idctl-plan')
  return { commit, artifact, file, maker }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
