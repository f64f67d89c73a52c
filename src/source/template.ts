/** One part of a text: literal, or a reference. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'env' | 'file'; readonly name: string }

export type Template = { readonly parts: readonly TemplatePart[] } | { readonly problem: string }

/** True when a text needs `parseTemplate` at all. */
export function holdsTemplate(text: string): boolean {
  return text.includes('${')
}

/** Splits a text into `${env:NAME}`, `${file:path}` and literal parts; `$${` is an escape. Any other `${` is a problem. */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = []
  let plain = ''
  let offset = 0
  for (const { 0: token, index } of text.matchAll(/\$?\$\{/g)) {
    if (index < offset) continue
    plain += text.slice(offset, index)
    offset = index + token.length
    if (token === '$${') {
      plain += '${'
      continue
    }
    const end = text.indexOf('}', offset)
    const match = end === -1 ? null : /^(env|file):(.+)$/s.exec(text.slice(offset, end))
    if (match === null) return { problem: 'only ${env:NAME} and ${file:path} are known' }
    if (plain !== '') parts.push({ kind: 'text', text: plain })
    parts.push({ kind: match[1] === 'env' ? 'env' : 'file', name: match[2] ?? '' })
    plain = ''
    offset = end + 1
  }
  plain += text.slice(offset)
  if (plain !== '') parts.push({ kind: 'text', text: plain })
  return { parts }
}

/** The text with its escapes undone; `undefined` if it has a reference or a problem. */
export function literalText(text: string): string | undefined {
  if (!holdsTemplate(text)) return text
  const template = parseTemplate(text)
  if ('problem' in template) return undefined
  const texts = template.parts.map((part) => (part.kind === 'text' ? part.text : undefined))
  return texts.includes(undefined) ? undefined : texts.join('')
}
