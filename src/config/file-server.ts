import type { Diagnostic } from '../model/diagnostic.ts'
import { present } from '../model/present.ts'
import { type Located, memberOf } from '../source/located.ts'
import type { Reporter } from '../source/report.ts'
import { type ParsedUrl, parseAdminUrl, parseServerUrl } from './url.ts'

/** A setting below `kratos` in idctl.yaml: its value, or why there is none. */
export type Given =
  | { readonly value: string }
  /** It refers to a variable that is not set: a mistake only if the value is used. */
  | { readonly unset: Diagnostic }
  /** It is unusable, and the check of the file's shape has reported that. */
  | { readonly reported: true }

export interface FileServer {
  readonly sandbox: Given | undefined
  /** Normalised. */
  readonly url: Given | undefined
  readonly publicUrl: Given | undefined
  readonly apiKey: Given | undefined
  readonly target: Given | undefined
  readonly digestKey: Given | undefined
  readonly formerDigestKeys: Given | undefined
}

/** Reads `kratos` of idctl.yaml (environment merged, variables replaced). */
export function readFileServer(
  kratos: Located | undefined,
  unset: ReadonlyMap<Located, Diagnostic>,
  report: Reporter,
): FileServer {
  const given = (key: string): Given | undefined => {
    const node = memberOf(kratos, key)?.value
    if (node === undefined) return undefined
    const missing = unset.get(node)
    if (missing !== undefined) return { unset: missing }
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return { reported: true }
    return { value: node.value }
  }
  const parsed = (key: string, parse: (text: string) => ParsedUrl): Given | undefined => {
    const written = given(key)
    if (written === undefined || !('value' in written)) return written
    const result = parse(written.value)
    return 'url' in result ? { value: result.url } : { reported: true }
  }
  const server: FileServer = {
    sandbox: given('sandbox'),
    url: parsed('admin_url', parseAdminUrl),
    publicUrl: parsed('public_url', parseServerUrl),
    apiKey: given('api_key'),
    target: given('target'),
    digestKey: given('digest_key'),
    formerDigestKeys: given('former_digest_keys'),
  }
  const sandboxAt = memberOf(kratos, 'sandbox')?.at
  if (server.sandbox !== undefined && (server.url ?? server.publicUrl ?? server.apiKey) !== undefined) {
    const hint = 'keep sandbox, or the settings of the server; environments can differ'
    const summary = 'kratos.sandbox and the settings of a server exclude each other'
    report({ severity: 'error', code: 'IDC106', summary, hint, ...present({ at: sandboxAt }) })
  }
  return server
}
