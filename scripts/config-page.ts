import { editorConfigSchema } from '../src/documents/editor-schema/config-schema.ts'
import { configTexts } from '../src/documents/editor-schema/config-texts.ts'
import type { MemberText } from '../src/documents/editor-schema/member-text.ts'
import { guardNames } from '../src/model/change-codes.ts'
import { guardFlag } from '../src/model/guard-flag.ts'
import { guardCounts } from '../src/model/guard-texts.ts'
import { page, table } from './markdown.ts'
import { type Facts, memberSection, plain, schemaAt, typeOf } from './member-page.ts'

const notInEnvironments: ReadonlySet<string> = new Set(['version', 'environments'])
const isOfAll = (path: string) => notInEnvironments.has(path) || /^rules\b/.test(path)
const texts: readonly (readonly [path: string, text: MemberText])[] = Object.entries(configTexts)
const schema = editorConfigSchema()

/** Every setting of idctl.yaml. */
export function configPage(): string {
  return page('idctl.yaml', [
    'idctl looks for `idctl.yaml` in the working directory, and then in each folder above it; `--config FILE` names another one ([IDC101](diagnostics.md#idc101)). Only `version` and `workspace` must be there. All paths are from the folder of the file. `idctl init` writes a first one, with comments; in [an editor](../guides/editors.md) the texts of this page appear while you write.',
    '- A key that is not known is an error ([IDC103](diagnostics.md#idc103)), and so is a value that does not fit ([IDC102](diagnostics.md#idc102)).\n- Every text may hold `${env:NAME}`, the value of a variable. One that is not set is an error where its value is needed ([IDC109](diagnostics.md#idc109)). `$${` is a plain `${`.\n- What stands on this page, except `version`, `rules` and `environments`, may differ by environment: [environments](#environments).',
    table(
      ['Key', 'Meaning'],
      texts.filter(([path]) => !path.includes('.')).map(([path, { meaning }]) => [`[\`${path}\`](#${path})`, meaning]),
    ),
    ...texts.filter(([path]) => !path.startsWith('guards.')).flatMap(([path, text]) => sectionsOf(path, text)),
  ])
}

function sectionsOf(path: string, text: MemberText): string[] {
  const own = memberSection(path, text, { type: typeOf(schemaAt(schema, path)), more: placesOf(path) })
  return path === 'guards' ? [own, guardTable()] : [own]
}

function placesOf(path: string): Facts {
  return [['In environments', isOfAll(path) ? 'no' : undefined]]
}

function guardTable(): string {
  return table(
    ['Guard', 'Limits', 'Default', 'Consent'],
    guardNames.map((guard) => {
      const { fallback = 0 }: MemberText = configTexts[`guards.${guard}`]
      return [`\`${guard}\``, guardCounts[guard], `\`${plain(fallback)}\``, `\`${guardFlag(guard)}=N\``]
    }),
  )
}
