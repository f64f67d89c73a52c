/** Long work without waiting. Between two steps something else may be done. */
export type Steps<T> = Generator<void, T, undefined>

/** Does all of it without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}
