import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const prefix = 'idctl-bench-'

export interface Person {
  readonly external_id: string
  readonly traits: {
    readonly email: string
    readonly name: { readonly first: string; readonly last: string }
    readonly roles: readonly string[]
  }
}

/** The first `count` people; `role` is what an edit changes. */
export function people(count: number, role = 'reader'): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    external_id: `${prefix}${index}`,
    traits: {
      email: `${prefix}${index}@example.com`,
      name: { first: `First${index}`, last: `Last${index}` },
      roles: [role, 'everybody'],
    },
  }))
}

const ndjson = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')

const yaml = ({ external_id, traits: { email, name, roles } }: Person) =>
  `external_id: ${external_id}\ntraits:\n  email: ${email}\n  name: { first: ${name.first}, last: ${name.last} }\n  roles: [${roles}]\n`

/** A project in a temporary folder, for a server that has `test/contract/person.schema.json` as its schema `person`. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), prefix)))

  constructor(adminUrl: string) {
    this.pointTo(adminUrl)
    this.#empty()
  }

  pointTo(adminUrl: string): void {
    const guards = ['removals', 'updates', 'field_removals'].map((name) => `${name}: 10000000`).join(', ')
    writeFileSync(
      join(this.path, 'idctl.yaml'),
      `version: 1\nworkspace: bench\nidentities: identities\nschema_id: person\nkratos: { admin_url: "${adminUrl}" }\nguards: { ${guards} }\n`,
    )
  }

  /** Documents as NDJSON, or as YAML with 500 in a file. */
  write(all: readonly Person[], as: 'ndjson' | 'yaml' = 'ndjson'): void {
    this.#empty()
    if (as === 'ndjson') writeFileSync(join(this.path, 'identities/people.ndjson'), ndjson(all))
    else {
      for (let from = 0; from < all.length; from += 500) {
        const text = all
          .slice(from, from + 500)
          .map(yaml)
          .join('---\n')
        writeFileSync(join(this.path, `identities/people-${from / 500}.yaml`), text)
      }
    }
  }

  /** A file for the bare loop; returns its path. */
  list(name: string, values: readonly unknown[]): string {
    const file = join(this.path, name)
    writeFileSync(file, ndjson(values))
    return file
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }

  #empty(): void {
    rmSync(join(this.path, 'identities'), { recursive: true, force: true })
    mkdirSync(join(this.path, 'identities'))
  }
}
