import { type FileContent, rightFiles } from './right-folder.ts'

/** What a hint says, done: an edit of the file with the mistake, other files or variables. Every way must lead to the end. */
export type Way =
  | Edit
  | {
      readonly edit?: Edit
      readonly files?: Files
      readonly variables?: Readonly<Record<string, string>>
    }

type Edit = readonly [from: string | RegExp, to: string]

/** One mistake made in the right folder: an edit of a file, or more files. */
export interface Mistake {
  readonly file: keyof typeof rightFiles
  readonly from: string
  readonly to: string
  readonly code: string
  /** One for each thing that the hint offers; or why nobody but the person can follow it. */
  readonly ways: readonly Way[] | string
  readonly files?: Files
}

export type Files = Readonly<Record<string, FileContent>>

export const zed = 'traits:\n  email: zed@example.com\n  name: { first: Zed }\n'
export const zedJson =
  '{"traits": {"email": "zed@example.com", "name": {"first": "Zed"}}, "metadata_public": {"born": 1815}}'

/** The document as the only item of a list, below what stands above it. */
export function listedIn(above: string, document: string): string {
  return `${above}\n- ${document.trimEnd().replaceAll('\n', '\n  ')}\n`
}

/** A document as a server answers it. */
export function answered(document: string): string {
  return document.replace('{', '{"id": "9f425a8d-7efc-4768-8f23-7647a74fdf13", "schema_url": "x", "created_at": "x", ')
}

export const zoeJson = zedJson.replace('zed@', 'zoe@').replace('Zed', 'Zoe')
export const [prettyZed, prettyZoe] = [zedJson, zoeJson].map((text) => JSON.stringify(JSON.parse(text), null, 2))

const inFile =
  (file: Mistake['file']) =>
  (from: string, to: string, code: string, ...ways: readonly Way[] | readonly [string]): Mistake => {
    const [first] = ways
    return { file, from, to, code, ways: typeof first === 'string' ? first : (ways as readonly Way[]) }
  }
export const ada = inFile('identities/ada.yaml')
export const bob = inFile('identities/bob.yaml')
export const eve = inFile('identities/eve.yaml')
export const config = inFile('idctl.yaml')
export const defaults = inFile('identities/_defaults.yaml')
export const local = inFile('identities/person.schema.json')

/** The files with the mistake in them. */
export function withMistake({ file, from, to, files }: Mistake): Record<string, FileContent> {
  const text = rightFiles[file]
  if (!text.includes(from)) throw new Error(`${file} does not have ${from}`)
  return { ...rightFiles, [file]: text.replace(from, () => to), ...files }
}

/** A file that should not be there, or not so; the file that the mistake names stays as it is. */
export function more(code: string, files: Files, ...ways: readonly Files[]): Mistake {
  const ownWays = ways.map((way) => ({ files: way }))
  return { file: 'idctl.yaml', from: '', to: '', code, ways: ownWays, files }
}
