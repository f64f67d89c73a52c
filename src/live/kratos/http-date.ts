/** `Sun, 06 Nov 1994 08:49:37 GMT`: the only form that servers may send. `Date.parse` accepts many others. */
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Milliseconds since 1970 of a `Date` header. */
export function timeOfDate(header: string | undefined): number | undefined {
  if (header === undefined || !httpDate.test(header)) return undefined
  const time = Date.parse(header)
  return Number.isNaN(time) ? undefined : time
}
