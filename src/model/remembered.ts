/**
 * `make` with its answers remembered, for what is asked again and again about the same few texts. With `most` of them, all are forgotten:
 * there may be any number of texts.
 */
export function remembered<T extends object | string>(make: (text: string) => T, most = 1000): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const made = make(text)
    if (known.size >= most) known.clear()
    known.set(text, made)
    return made
  }
}
