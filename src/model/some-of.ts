/** Words for a hint: all of them, or the first of many. */
export function someOf(words: readonly string[], most = 20): string {
  return words.length > most ? `${words.slice(0, most).join(', ')}, …` : words.join(', ')
}
