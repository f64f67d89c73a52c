/** Server text for people: no control characters but line breaks, and not a page of it. */
export function printable(text: string): string {
  const clean = withoutControls(text)
  return clean.length > 2000 ? `${clean.slice(0, 2000)}…` : clean
}

/** Control characters but line breaks stand for nothing that people could read. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd')
}
