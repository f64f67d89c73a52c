import type { Located } from '../source/located.ts'

export const nameIt = 'name what this folder manages: workspace: acme-7f3k (a random part keeps two folders apart)'

/** A hint for a value of idctl.yaml that does not fit, if the problem alone does not say what to write. */
export function explainSetting(value: Located, path: readonly PropertyKey[]): string | undefined {
  if (value.kind === 'scalar' && value.fromReference) return undefined
  const isEmpty = value.kind === 'scalar' && value.value === null
  if (path.length === 1 && path[0] === 'workspace' && isEmpty) return nameIt
  if (path.length === 1 && path[0] === 'version') return 'write version: 1'
  const [section, name, part] = path[0] === 'environments' ? path.slice(2) : path
  const isDuration = section === 'expiry_notice' || (section === 'removal' && name === 'grace')
  if (isDuration && value.kind === 'scalar' && /^[1-9]\d{0,3}$/.test(String(value.value))) {
    return `add the unit: ${value.value}d for days`
  }
  if (section !== 'guards' || name === undefined || isEmpty) return undefined
  if (part === undefined) return 'write a number, or a map with percent, floor and cap'
  return value.kind === 'scalar' && /^\d+(?:\.\d+)?%?$/.test(String(value.value)) && typeof value.value === 'string'
    ? `write only the number: ${value.value.replace('%', '')}`
    : undefined
}
