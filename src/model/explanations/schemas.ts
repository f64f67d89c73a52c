import { type ExplainedDiagnostic, inFile } from './explanation.ts'

const email = '{"type":"string","format":"email","ory.sh/kratos":{"credentials":{"password":{"identifier":true}}}}'

/** A local identity schema with one more trait. */
function badgeSchema(trait: string): string {
  return `{"properties":{"traits":{"type":"object","properties":{"email":${email},${trait}}}}}\n`
}

const right = badgeSchema('"badge":{"type":"string"}')
const holder = 'schema_id: holder\ntraits:\n  email: ada@example.com\n'

/** IDC301 to IDC306: references. IDC401 to IDC419: identity schemas and traits. */
export const schemaExplanations = {
  IDC301: {
    cause: 'A text holds ${ but not ${env:NAME} or ${file:path}. idctl does not guess whether a reference was meant.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: "${ZIP}"\n',
      'traits:\n  email: ada@example.com\n  zip: "$${ZIP}"\n',
    ),
    cure: 'Write $${ for a plain ${, or write the reference in full.',
  },
  IDC302: {
    cause:
      'A document refers to a variable that documents may not use. Only those that `references.env` allows are read, and never one that holds the key or URL of Kratos.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: "${env:HOME}"\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Name the variable IDCTL_DOC_…, or allow it in `references.env` of idctl.yaml.',
  },
  IDC303: {
    cause: 'A document refers to an environment variable that is not set.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: "${env:IDCTL_DOC_ZIP}"\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Set the variable where idctl runs. `plan` needs no variables below `credentials`; `apply` needs all of them.',
  },
  IDC304: {
    cause:
      'A document refers to a file outside the folder of idctl.yaml, to a hidden file, or to idctl.yaml itself. Documents may only read files that lie beside them.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: "${file:../zip.txt}"\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Move the file into the folder of idctl.yaml and name it from there, without .. and without names that start with a dot.',
  },
  IDC305: {
    cause:
      'The file or variable that a reference names cannot be used: the file is missing, is not text in UTF-8, or the value holds a NUL character.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: "${file:secrets/zip.txt}"\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Check that the file exists. Its path starts at the folder of idctl.yaml, not at the document.',
  },
  IDC306: {
    cause:
      'A reference stands where none is allowed: in a key, in schema_id, state, metadata_public or the `idctl` block, or in a value that would be shown as the key of the identity.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\nidctl: { key: "${env:IDCTL_DOC_KEY}" }\n',
      'traits:\n  email: ada@example.com\nidctl: { key: ada }\n',
    ),
    cure: 'Write the value itself. Where a login identifier comes from a reference, add idctl: { key: … }.',
  },
  IDC401: {
    cause: 'An identity schema is not valid JSON Schema, or uses something that Kratos does not understand.',
    example: {
      wrong: {
        'identities/holder.schema.json': right.replace('"badge":{"type":"string"}', '"badge":{"type":"text"}'),
        'identities/ada.yaml': holder,
      },
      right: { 'identities/holder.schema.json': right, 'identities/ada.yaml': holder },
    },
    cure: 'Correct the schema file. If the schema comes from the server, correct it in the configuration of Kratos.',
  },
  IDC402: {
    cause: '`schema_aliases` in idctl.yaml maps a name to a schema id that this server does not have.',
    example: {
      given: 'The server has a schema with the id person.',
      ...inFile(
        'idctl.yaml',
        'version: 1\nworkspace: acme-7f3k\nschema_aliases: { staff: persn }\n',
        'version: 1\nworkspace: acme-7f3k\nschema_aliases: { staff: person }\n',
      ),
    },
    cure: 'Correct the id; the hint lists those that the server has. Different servers can have different aliases below `environments`.',
  },
  IDC403: {
    cause: 'A document, or idctl.yaml, names an identity schema that does not exist.',
    example: inFile(
      'identities/ada.yaml',
      'schema_id: persn\ntraits:\n  email: ada@example.com\n',
      'schema_id: person\ntraits:\n  email: ada@example.com\n',
    ),
    cure: 'Correct schema_id, or add the schema to Kratos. For `validate`, a schema is a file NAME.schema.json below the identities folder.',
  },
  IDC410: {
    cause:
      'The value of a trait does not match what the identity schema says: its type, format, pattern, or list of allowed values.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  age: "36"\n',
      'traits:\n  email: ada@example.com\n  age: 36\n',
    ),
    cure: 'Correct the value as the message says. Quote a text, and leave the quotes out for a number or true and false.',
  },
  IDC411: {
    cause:
      'The document has a trait that its identity schema does not allow. Usually the name is mistyped, or the trait belongs one level deeper.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zipp: "01234"\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Correct the name, delete the trait, or add it to the schema in Kratos first.',
  },
  IDC412: {
    cause: 'The document lacks a trait that its identity schema requires.',
    example: {
      wrong: { 'identities/ada.yaml': 'traits:\n  name: { first: Ada }\nidctl: { key: ada }\n' },
      right: {
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\n  name: { first: Ada }\nidctl: { key: ada }\n',
      },
    },
    cure: 'Add the trait. A value that is the same for a whole folder can stand in its _defaults.yaml.',
  },
  IDC413: {
    cause:
      'A trait that the schema requires has the ownership mode `observe`, which never writes. The identity could not be created.',
    example: {
      wrong: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\nidctl:\n  key: ada\n  ownership: { /traits/email: observe }\n',
      },
      right: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\nidctl:\n  key: ada\n  ownership: { /traits/email: seed }\n',
      },
    },
    cure: 'Use `seed`: the value is written once, and belongs to the person from then on.',
  },
  IDC414: {
    cause:
      'A value is valid for the schema, but a database of Kratos cannot store it. For instance, PostgreSQL accepts no NUL character, not even as an escape in a reference.',
    example: {
      given: 'The file badge.txt holds a NUL character as an escape.',
      wrong: {
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\nmetadata_admin: { badge: "${file:badge.txt}" }\n',
      },
      right: { 'identities/ada.yaml': 'traits:\n  email: ada@example.com\nmetadata_admin: { badge: "4711" }\n' },
    },
    cure: 'Take out what the message names.',
  },
  IDC415: {
    cause:
      'verifiable_addresses or recovery_addresses has an address that is not in the traits. Kratos derives addresses from the traits and would drop this one without a word.',
    example: {
      wrong: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\nverifiable_addresses:\n  - { via: email, value: ada@example.org, verified: true }\n',
      },
      right: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\nverifiable_addresses:\n  - { via: email, value: ada@example.com, verified: true }\n',
      },
    },
    cure: 'Give the trait the same value, or delete the entry.',
  },
  IDC416: {
    cause:
      'The schema says something about a trait that Kratos refuses, such as a channel or format that does not exist. No identity with it could be written.',
    example: {
      wrong: {
        'identities/holder.schema.json': right.replace(
          '"badge":{"type":"string"}',
          '"badge":{"type":"string","ory.sh/kratos":{"verification":{"via":"mail"}}}',
        ),
        'identities/ada.yaml': holder,
      },
      right: {
        'identities/holder.schema.json': right.replace(
          '"badge":{"type":"string"}',
          '"badge":{"type":"string","format":"email","ory.sh/kratos":{"verification":{"via":"email"}}}',
        ),
        'identities/ada.yaml': holder,
      },
    },
    cure: 'Correct the schema at the place that the message names.',
  },
  IDC417: {
    cause: 'Together with its mark, the document needs a request above 5 MiB. Kratos accepts no larger one.',
    example: {
      given: 'The server is read, because the size of the mark depends on it.',
      wrong: 'metadata_public: { photo: "data:image/png;base64,…" }   # 4.9 MiB',
      right: 'metadata_public: { photo: "https://cdn.example.com/ada.png" }',
    },
    cure: 'Take something out of the document, or keep it elsewhere and store a link to it.',
  },
  IDC418: {
    cause:
      'A phone number in the traits is written with letters. Kratos would not recognise it in verifiable_addresses, and the number would count as not verified.',
    example: {
      wrong: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\n  phone: +1-650-FLOWERS\nverifiable_addresses:\n  - { via: sms, value: "+16503569377", verified: true }\n',
      },
      right: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\n  phone: "+16503569377"\nverifiable_addresses:\n  - { via: sms, value: "+16503569377", verified: true }\n',
      },
    },
    cure: 'Write the number in the trait as + and digits only.',
  },
  IDC419: {
    cause:
      'Checking a value against the identity schema would take more steps than idctl allows, because the schema refers to itself in several places at once. Kratos would be busy without end.',
    example: {
      given: 'Trait values that are nested a few dozen levels deep.',
      wrong:
        '{ "$defs": { "a": { "anyOf": [ { "items": { "$ref": "#/$defs/a" } }, { "items": { "$ref": "#/$defs/a" } } ] } } }',
      right: '{ "$defs": { "a": { "items": { "$ref": "#/$defs/a" } } } }',
    },
    cure: 'Simplify the schema, so that it refers to itself in one place only.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
