import { isJsonObject, type Json } from '../model/json.ts'

/** `fmt.Sprintf("%s", value)` of Go: how Kratos makes an identifier of a trait (API reference §14.2). */
export function goText(value: Json): string {
  return value === null ? '%!s(<nil>)' : innerText(value)
}

function innerText(value: Json): string {
  if (value === null) return '<nil>'
  if (typeof value === 'boolean') return `%!s(bool=${value})`
  if (Array.isArray(value)) return `[${value.map(innerText).join(' ')}]`
  if (!isJsonObject(value)) return String(value)
  const members = Object.keys(value)
    .sort()
    .map((name) => `${name}:${innerText(value[name] as Json)}`)
  return `map[${members.join(' ')}]`
}
