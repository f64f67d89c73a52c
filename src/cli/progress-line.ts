import { durationText } from '../render/human/duration.ts'
import { startOf, widthOf } from '../render/layout/width.ts'
import type { Style } from '../render/style.ts'

/** How far a step of a long command is. */
export interface Step {
  /** What it does: `applying`. */
  readonly what: string
  readonly done: number
  /** Absent when nobody knows. */
  readonly all?: number
  readonly failed?: number
}

/** What a progress line shows. */
export interface Doing {
  /** `elapsed`: milliseconds since it began. */
  readonly step?: { readonly now: Step; readonly elapsed: number }
  /** `left`: milliseconds. */
  readonly wait?: { readonly why: string; readonly left: number }
}

const barWidth = 20

/** A line of a log: `applying: 148/300, 31/s, 5 s left, 1 failed`. */
export function logLine({ step, wait }: Doing): string {
  const told = [...(step === undefined ? [] : [countText(step.now), ...paceTexts(step)]), ...waitTexts(wait)]
  return `${step === undefined ? '' : `${step.now.what}: `}${told.join(', ')}`
}

/**
 * A line for a terminal, with a bar where it has room, cut at the terminal's width. `plain` is the same without colours, to know
 * how many rows it takes after the terminal has been resized.
 */
export function terminalLine(
  { step, wait }: Doing,
  style: Style,
): { readonly plain: string; readonly painted: string } {
  const before = step === undefined ? [] : [step.now.what]
  const after = [...(step === undefined ? [] : [countText(step.now), ...paceTexts(step)]), ...waitTexts(wait)]
  const room = style.width - 1
  const bar = step && barOf(step.now)
  const withBar = bar === undefined ? undefined : [...before, bar.full + bar.empty, ...after].join('  ')
  if (bar === undefined || withBar === undefined || widthOf(withBar) > room) {
    const plain = startOf([...before, ...after].join('  '), room)
    return { plain, painted: plain }
  }
  const painted = [
    ...before,
    style.added(bar.full) + style.faint(bar.empty),
    ...after.map((text) => paint(text, style)),
  ]
  return { plain: withBar, painted: painted.join('  ') }
}

function paint(text: string, style: Style): string {
  if (text.endsWith(' failed')) return style.problem(text)
  return text.startsWith('waiting ') ? style.warning(text) : text
}

function countText({ done, all }: Step): string {
  return all === undefined ? `${done}` : `${done}/${all}`
}

function paceTexts({ now: { done, all, failed = 0 }, elapsed }: NonNullable<Doing['step']>): string[] {
  const texts: string[] = []
  if (done > 0 && elapsed >= 1000) {
    const perSecond = (done * 1000) / elapsed
    texts.push(`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`)
    const left = all === undefined ? 0 : Math.ceil((all - done) / perSecond)
    if (left > 0) texts.push(`${durationText(left * 1000)} left`)
  }
  if (failed > 0) texts.push(`${failed} failed`)
  return texts
}

function waitTexts(wait: Doing['wait']): string[] {
  return wait === undefined || wait.left <= 0
    ? []
    : [`waiting ${durationText(Math.ceil(wait.left / 1000) * 1000)} ${wait.why}`]
}

function barOf({ done, all }: Step): { readonly full: string; readonly empty: string } | undefined {
  if (all === undefined) return undefined
  const filled = all === 0 ? barWidth : Math.floor(Math.min(done / all, 1) * barWidth)
  return { full: '█'.repeat(filled), empty: '░'.repeat(barWidth - filled) }
}
