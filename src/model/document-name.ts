/** What is skipped in the folders of documents, like `_drafts` and `.old.yaml`. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('_')
}

/** Endings that stand for documents elsewhere, or are a slip of the hand. */
const nearEnding = /\.(?:jsonl|jsonlines|json5|jsonc|hjson|jsn|josn|jsno|yam|yal|yalm|ymal|yamll|ylm)$/i

export function isNearlyDocument(name: string): boolean {
  return nearEnding.test(name)
}

/** The name without such an ending; `undefined` where it has another one. */
export function nearStem(name: string): string | undefined {
  if (!name.includes('.')) return name
  const ending = nearEnding.exec(name)?.[0] ?? (name.endsWith('.schema.json') ? '.schema.json' : undefined)
  return ending === undefined ? undefined : name.slice(0, -ending.length)
}
