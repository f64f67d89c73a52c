import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Config } from '../../src/config/types.ts'
import { parseFolder } from '../../src/desired/parse.ts'
import { type FolderMemory, rememberFolder } from '../../src/desired/same-folder.ts'
import { isError } from '../../src/model/diagnostic.ts'
import { configFor } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'
import { project } from '../support/temp-project.ts'

const files = {
  'identities/_defaults.yaml': 'traits: { team: blue }\n',
  'identities/ada.yaml': 'traits: { email: ada@example.com }\n',
  'identities/people.ndjson': '{"traits":{"email":"b@example.com"}}\n{"traits":{"email":"c@example.com"}}\n',
  'identities/sub/_defaults.yaml': 'traits: { team: green }\n',
  'identities/sub/dan.json': '{"traits":{"email":"dan@example.com"}}',
  'identities/_kept/eve.yaml': 'traits: { email: eve@example.com }\n',
  'identities/notes.txt': 'nothing for idctl',
  'identities/person.schema.json': '{}',
}
type File = keyof typeof files
const names = Object.keys(files) as File[]

/** Something done to the folder, and whether it can make a difference to what is read. */
const deeds: Readonly<Record<string, (root: string, file: File) => boolean>> = {
  nothing: () => false,
  'touches a file': (root, file) => {
    utimesSync(join(root, file), new Date(0), new Date(0))
    return false
  },
  'writes the same again': (root, file) => {
    rmSync(join(root, file))
    writeFileSync(join(root, file), files[file])
    return false
  },
  'changes a letter, and not the time': (root, file) => {
    writeFileSync(join(root, file), files[file].replace(/e/, 'o'))
    utimesSync(join(root, file), new Date(0), new Date(0))
    return true
  },
  'deletes a file': (root, file) => {
    rmSync(join(root, file))
    return true
  },
  'renames a file': (root, file) => {
    renameSync(join(root, file), join(root, file.replace(/[^/]*$/, 'zoe.yaml')))
    return true
  },
  'brings a file': (root, file) => {
    writeFileSync(join(root, file.replace(/[^/]*$/, 'new.yaml')), 'traits: { email: new@example.com }\n')
    return true
  },
  'brings defaults': (root) => {
    mkdirSync(join(root, 'identities/other'))
    writeFileSync(join(root, 'identities/other/_defaults.yaml'), 'traits: { team: red }\n')
    return true
  },
  'brings a second schema of that name': (root) => {
    writeFileSync(join(root, 'identities/sub/person.schema.json'), '{}')
    return true
  },
  'breaks a file': (root, file) => {
    writeFileSync(join(root, file), `${files[file]}: {`)
    return true
  },
  'puts a link in the place of a file': (root, file) => {
    rmSync(join(root, file))
    symlinkSync('/etc/hostname', join(root, file))
    return true
  },
  'brings a link to nowhere': (root) => {
    symlinkSync('nowhere', join(root, 'identities/sub/link.yaml'))
    return true
  },
}

function read(config: Config, memory?: FolderMemory, variables = {}) {
  const { documents, diagnostics } = parseFolder(config, { variables, resolveSecrets: false, memory })
  return JSON.stringify({
    hasMistakes: diagnostics.some(isError),
    documents: documents.map(({ origin, fields }) => [origin, fields]),
  })
}

test('a folder is the same if reading it gives the same, and always if nobody has touched it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(deeds)),
      fc.constantFrom(...names),
      fc.constantFrom(['identities'], ['identities', 'identities/sub'], ['identities/sub']),
      (deed, file, identities) => {
        const root = project(files)
        const config = configFor(root, { identities, wholeFolders: ['identities'] })
        const memory = rememberFolder(config)
        const before = read(config, memory)
        expect(memory.isSame()).toBe(true)
        const mayDiffer = deeds[deed]?.(root, file)
        const isSame = memory.isSame()
        if (isSame) expect(read(config)).toBe(before)
        if (mayDiffer === false) expect(isSame).toBe(true)
      },
    ),
    { numRuns: runsOf({ quick: 100, deep: 2000 }) },
  )
})

test('of values from elsewhere nobody can tell', () => {
  const root = project({ 'identities/ada.yaml': 'traits: { email: "${env:IDCTL_DOC_ADA}" }\n' })
  const config = configFor(root)
  const memory = rememberFolder(config)
  read(config, memory, { IDCTL_DOC_ADA: 'ada@example.com' })
  expect(memory.isSame()).toBe(false)
})

test('a file that changes between two readings of it is never the same', () => {
  const root = project({ 'identities/sub/ada.yaml': 'traits: { email: ada@example.com }\n' })
  const config = configFor(root, { identities: ['identities'] })
  const memory = rememberFolder(config)
  const file = 'identities/sub/ada.yaml'
  memory.onText(file, 'traits: {}\n')
  memory.onText(file, readFileSync(join(root, file), 'utf8'))
  expect(memory.isSame()).toBe(false)
})
