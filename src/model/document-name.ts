/** True for files and folders that the reader of documents skips, such as `_drafts` and `.old.yaml`. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_')
}

/** File endings of other JSON and YAML dialects, and typos of `.yaml`, `.yml` and `.json`. */
const nearEnding = /\.(?:jsonl|jsonlines|json5|jsonc|hjson|jsn|josn|jsno|yam|yal|yalm|ymal|yamll|ylm)$/i

export function isNearlyDocument(name: string): boolean {
  return nearEnding.test(name)
}

/** The name without its near ending or `.schema.json`, or whole when it has no ending; `undefined` for other endings. */
export function nearStem(name: string): string | undefined {
  if (!name.includes('.')) return name
  const ending = nearEnding.exec(name)?.[0] ?? (name.endsWith('.schema.json') ? '.schema.json' : undefined)
  return ending === undefined ? undefined : name.slice(0, -ending.length)
}
