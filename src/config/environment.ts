import { didYouMean } from '../model/did-you-mean.ts'
import { present } from '../model/present.ts'
import { type Located, type LocatedMap, type LocatedMember, memberOf } from '../source/located.ts'
import { mergeLocated } from '../source/merge-located.ts'
import { quote, type Reporter } from '../source/report.ts'
import { parseAdminUrl } from './url.ts'

/**
 * The base of idctl.yaml with `environments.<name>` deep-merged over it. When the environment names another server than
 * the base, it inherits only the digest keys of the base's `kratos`, so that an API key is never sent to a URL that it
 * was not written for.
 */
export function selectEnvironment(root: LocatedMap, name: string | undefined, report: Reporter): LocatedMap {
  const members = new Map(root.members)
  members.delete('environments')
  members.delete('version')
  const base: LocatedMap = { ...root, members }
  if (name === undefined) return base
  const environments = memberOf(root, 'environments')
  const selected = memberOf(environments?.value, name)?.value
  if (selected === undefined) {
    const known = environments?.value.kind === 'map' ? [...environments.value.members.keys()] : []
    const meant = didYouMean(name, known)
    report({
      severity: 'error',
      code: 'IDC104',
      summary: `there is no environment ${quote(name)}`,
      hint: meant
        ? `did you mean ${meant}?`
        : known.length > 0
          ? `known are ${known.join(', ')}`
          : 'idctl.yaml has no environments',
      // Without `environments`, no line of the file is about it.
      ...present({ at: environments?.at }),
    })
    return base
  }
  if (selected.kind !== 'map') return base
  return mergeLocated(withServerOf(base, selected, name, report), selected) as LocatedMap
}

function withServerOf(base: LocatedMap, selected: LocatedMap, name: string, report: Reporter): LocatedMap {
  const [ours, theirs] = [memberOf(base, 'kratos')?.value, memberOf(selected, 'kratos')?.value]
  const [before, after] = [serverOf(ours), serverOf(theirs)]
  if (before === undefined || after === undefined || before === after) return base
  const key = memberOf(ours, 'api_key')
  if (key !== undefined && memberOf(theirs, 'api_key') === undefined && memberOf(theirs, 'sandbox') === undefined) {
    report({
      severity: 'warning',
      code: 'IDC110',
      summary: `environment ${quote(name)} does not use the api_key, because that belongs to another URL`,
      hint: `write api_key in environments.${name}.kratos, too`,
      at: key.at,
      secret: true,
    })
  }
  const members = new Map<string, LocatedMember>(base.members)
  members.delete('kratos')
  const kratos = base.members.get('kratos')
  if (kratos?.value.kind === 'map') {
    members.set('kratos', { ...kratos, value: { ...kratos.value, members: digestKeysOf(kratos.value) } })
  }
  return { ...base, members }
}

/** Digest keys are sent to no server, so they apply to any. */
function digestKeysOf({ members }: LocatedMap): Map<string, LocatedMember> {
  return new Map([...members].filter(([name]) => name === 'digest_key' || name === 'former_digest_keys'))
}

/** A text that identifies the server which a `kratos` map names. */
function serverOf(kratos: Located | undefined): string | undefined {
  const [url, sandbox] = [memberOf(kratos, 'admin_url')?.value, memberOf(kratos, 'sandbox')?.value]
  if (sandbox !== undefined) return 'sandbox'
  if (url === undefined) return undefined
  if (url.kind !== 'scalar' || typeof url.value !== 'string') return 'unknown'
  const parsed = parseAdminUrl(url.value)
  return 'url' in parsed ? parsed.url : 'unknown'
}
