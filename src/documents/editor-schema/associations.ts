import type { Association } from './vscode-settings.ts'

/** The folder of the editor's schemas, beside idctl.yaml. It begins with a dot: nothing in it is read as a document. */
export const editorFolder = '.idctl-editor'

/** The schemas in it, by what they are for. */
export const editorFiles = {
  document: `${editorFolder}/document.json`,
  defaults: `${editorFolder}/defaults.json`,
  config: `${editorFolder}/config.json`,
} as const

/**
 * Which files are checked against which schema.
 *
 * @param above Path from the folder of the settings to that of idctl.yaml, with `/` at its end; empty if they are one.
 */
export function associationsFor(folders: readonly string[], above: string): readonly Association[] {
  const below = folders.map((folder) => (folder === '.' ? above : `${above}${folder}/`))
  const each = (...globs: readonly string[]) => below.flatMap((folder) => globs.map((glob) => `${folder}${glob}`))
  const others = ['_defaults.yaml', '.*', '_*'].map((name) => `**/${name}`)
  const own = `!${above}idctl.yaml`
  return [
    {
      language: 'yaml',
      schema: `./${above}${editorFiles.document}`,
      files: [...each('**/*.yaml', '**/*.yml'), ...each(...others).map((glob) => `!${glob}`), own],
    },
    { language: 'yaml', schema: `./${above}${editorFiles.defaults}`, files: each('**/_defaults.yaml') },
    { language: 'yaml', schema: `./${above}${editorFiles.config}`, files: [`${above}idctl.yaml`] },
    {
      language: 'json',
      schema: `./${above}${editorFiles.document}`,
      files: [
        ...each('**/*.json'),
        ...each('**/*.schema.json', '**/.*', '**/_*', '**/.*/**').map((glob) => `!${glob}`),
      ],
    },
  ]
}

/** The comment by which editors with yaml-language-server find a schema, for a file at a path with `/`. */
export function schemaLine(file: string, schema: keyof typeof editorFiles): string {
  const up = '../'.repeat(file.split('/').length - 1)
  return `# yaml-language-server: $schema=${up === '' ? './' : up}${editorFiles[schema]}`
}
