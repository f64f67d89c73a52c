const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`; the rest is cut. */
export function durationText(milliseconds: number): string {
  const time = Math.max(0, milliseconds)
  if (time < second) return `0.${Math.floor(time / 100)} s`
  if (time < minute) return `${Math.floor(time / second)} s`
  if (time < hour) return parts(Math.floor(time / minute), 'min', Math.floor((time % minute) / second), 's')
  return parts(Math.floor(time / hour), 'h', Math.floor((time % hour) / minute), 'min')
}

function parts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** How long ago something was: `just now`, `5 min ago`, `3 h ago`, `2 days ago`; the day itself once that is long ago. */
export function agoText(then: Date, now: Date): string {
  const past = now.getTime() - then.getTime()
  if (past < minute) return 'just now'
  if (past < hour) return `${Math.floor(past / minute)} min ago`
  if (past < day) return `${Math.floor(past / hour)} h ago`
  const days = Math.floor(past / day)
  if (days < 31) return `${days} ${days === 1 ? 'day' : 'days'} ago`
  return then.toISOString().slice(0, 10)
}
