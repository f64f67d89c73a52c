/** Joins words for a hint: all of them, or the first `most` and `…`. */
export function someOf(words: readonly string[], most = 20): string {
  return words.length > most ? `${words.slice(0, most).join(', ')}, …` : words.join(', ')
}
