/** A text as one list item to copy into a YAML file, quoted when YAML would read something else. */
export function yamlWord(text: string): string {
  const isPlain = /^[A-Za-z][\w.@+-]*$/.test(text) && !/^(?:true|false|null|y|n|yes|no|on|off)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}
