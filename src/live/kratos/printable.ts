/** Text of the server, made fit for people: without control characters except line breaks, at most 2000 characters. */
export function printable(text: string): string {
  const clean = withoutControls(text)
  return clean.length > 2000 ? `${clean.slice(0, 2000)}…` : clean
}

/** Replaces control characters except line breaks, which could control the terminal. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd')
}
