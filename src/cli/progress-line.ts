import type { WaitReason } from '../live/kratos/retry.ts'
import { durationText } from '../render/human/duration.ts'
import { startOf, widthOf } from '../render/layout/width.ts'
import type { Paint, Style } from '../render/style.ts'

/** How far a step of a long command is. */
export interface Step {
  /** What it does: `applying`. */
  readonly what: string
  /** Absent for a step that counts nothing. */
  readonly done?: number
  /** Absent when nobody knows. */
  readonly all?: number
  readonly failed?: number
}

/** Why nothing happens for a while. */
export interface Wait {
  readonly why: WaitReason
  /** Milliseconds until it ends; negative when it is over and has led to nothing yet. */
  readonly left: number
  /** When it began to take long, or the server to fail. */
  readonly since: Date
}

/** What a progress line shows. */
export interface Doing {
  readonly now: Date
  /** `elapsed`: milliseconds since it began. */
  readonly step?: { readonly now: Step; readonly elapsed: number }
  readonly wait?: Wait
}

interface Part {
  readonly text: string
  readonly paint?: Paint
}

const barWidth = 20

/** A line of a log: `applying: 148/300, 31/s, 5 s left, 1 failed`. */
export function logLine(doing: Doing): string {
  const { step } = doing
  const parts = [...stepParts(doing), ...waitParts(doing)].map(({ text }) => text)
  if (step === undefined) return parts.join(', ')
  return parts.length === 0 ? step.now.what : `${step.now.what}: ${parts.join(', ')}`
}

/**
 * A line for a terminal, with a bar where it has room, and with fewer and shorter words where it has not. `plain` is the same without colours, to know how many rows it takes after the terminal has been resized.
 */
export function terminalLine(doing: Doing, style: Style): { readonly plain: string; readonly painted: string } {
  const { step } = doing
  const what: Part[] = step === undefined ? [] : [{ text: step.now.what }]
  const counts = stepParts(doing)
  const long = [...counts, ...waitParts(doing)]
  const room = style.width - 1
  const bar = step && barOf(step.now)
  if (bar !== undefined) {
    const plain = plainOf([...what, { text: bar.full + bar.empty }, ...long])
    const painted = [paintAll(what, style), style.added(bar.full) + style.faint(bar.empty), paintAll(long, style)]
    if (widthOf(plain) <= room) return { plain, painted: painted.filter((text) => text !== '').join(gap) }
  }
  const [count = [], failures = []] = step === undefined ? [] : countParts(step.now)
  const short = waitParts(doing, 'short')
  const variants = [
    [...what, ...long],
    [...what, ...counts, ...short],
    [...what, ...count, ...failures, ...short],
    [...what, ...count, ...short],
    [...count, ...short],
  ]
  for (const parts of variants) {
    const plain = plainOf(parts)
    if (widthOf(plain) <= room) return { plain, painted: paintAll(parts, style) }
  }
  const cut = startOf(plainOf([...count, ...short]), room)
  return { plain: cut, painted: cut }
}

const gap = '  '

function plainOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join(gap)
}

function paintAll(parts: readonly Part[], style: Style): string {
  return parts.map(({ text, paint }) => (paint === undefined ? text : style[paint](text))).join(gap)
}

/** Rate and time left say nothing while it waits. */
function stepParts({ step, wait }: Doing): Part[] {
  if (step === undefined) return []
  const [count = [], failures = []] = countParts(step.now)
  const pace = isShown(wait) ? [] : paceTexts(step).map((text) => ({ text }))
  return [...count, ...pace, ...failures]
}

/** How many are done, and how many of them failed. */
function countParts({ done, all, failed = 0 }: Step): readonly Part[][] {
  const count =
    done === undefined || (done === 0 && all === undefined)
      ? []
      : [{ text: all === undefined ? `${done}` : `${done}/${all}` }]
  return [count, failed === 0 ? [] : [{ text: `${failed} failed`, paint: 'problem' }]]
}

/** Rate and time left; before anything is done, how long it takes already. */
function paceTexts({ now: { done = 0, all }, elapsed }: NonNullable<Doing['step']>): string[] {
  if (elapsed < 1000) return []
  if (done === 0) return [durationText(elapsed)]
  const perSecond = (done * 1000) / elapsed
  const left = all === undefined ? 0 : Math.ceil((all - done) / perSecond)
  return [`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`, ...(left > 0 ? [`${durationText(left * 1000)} left`] : [])]
}

/** A server that fails is told until something is done again; other waits until they are over. */
function isShown(wait: Wait | undefined): wait is Wait {
  return wait !== undefined && (wait.left > 0 || isTrouble(wait.why))
}

/** The server fails, rather than being slow. */
export function isTrouble(why: WaitReason): boolean {
  return why === 'down' || why === 'retry'
}

function waitParts({ wait, now }: Doing, form?: 'short'): Part[] {
  return isShown(wait) ? [{ text: waitText(wait, now, form), paint: 'warning' }] : []
}

function waitText({ why, left, since }: Wait, now: Date, form: 'short' | undefined): string {
  const rest = durationText(Math.ceil(left / 1000) * 1000)
  const began = `since ${since.toISOString().slice(11, 19)} UTC`
  const slow = `no answer for ${durationText(now.getTime() - since.getTime())}`
  if (form === 'short')
    return { down: `down ${began}`, retry: `errors ${began}`, rate: `rate limit ${rest}`, answer: slow }[why]
  const next = left > 0 ? `, next try in ${rest}` : ''
  return {
    down: `server unreachable ${began}${next}`,
    retry: `server errors ${began}${next}`,
    rate: `waiting ${rest} for the rate limit`,
    answer: `${slow}, at most ${rest} more`,
  }[why]
}

function barOf({ done = 0, all }: Step): { readonly full: string; readonly empty: string } | undefined {
  if (all === undefined) return undefined
  const filled = all === 0 ? barWidth : Math.floor(Math.min(done / all, 1) * barWidth)
  return { full: '█'.repeat(filled), empty: '░'.repeat(barWidth - filled) }
}
