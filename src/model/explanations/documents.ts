import { type ExplainedDiagnostic, inFile } from './explanation.ts'

const ada = 'traits:\n  email: ada@example.com\n'
const bob = 'traits:\n  email: bob@example.com\n'

/** IDC212 to IDC230 and others: what a document may say. */
export const documentExplanations = {
  IDC212: {
    cause:
      'A document has a key that idctl does not know at that place. Often it is mistyped, or a trait stands beside `traits` instead of below it.',
    example: inFile('identities/ada.yaml', `sttae: active\n${ada}`, `state: active\n${ada}`),
    cure: 'Correct the spelling, move the key to where it belongs, or delete it.',
  },
  IDC213: {
    cause: 'A value of a document has the wrong type, is empty, or is not one of the words that are allowed there.',
    example: inFile('identities/ada.yaml', `state: disabled\n${ada}`, `state: inactive\n${ada}`),
    cure: 'Correct the value. The message says what is allowed.',
  },
  IDC214: {
    cause: 'verifiable_addresses or recovery_addresses lists the same address twice.',
    example: {
      wrong: {
        'identities/ada.yaml': `${ada}verifiable_addresses:\n  - { via: email, value: ada@example.com, verified: true }\n  - { via: email, value: ADA@example.com, verified: false }\n`,
      },
      right: {
        'identities/ada.yaml': `${ada}verifiable_addresses:\n  - { via: email, value: ada@example.com, verified: true }\n`,
      },
    },
    cure: 'Keep one of the two. Upper and lower case make no difference.',
  },
  IDC215: {
    cause: 'Nothing says which identity schema the document uses.',
    example: {
      wrong: { 'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\n', 'identities/ada.yaml': ada },
      right: { 'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\nschema_id: person\n', 'identities/ada.yaml': ada },
    },
    cure: 'Set `schema_id` in the document, in a _defaults.yaml for a whole folder, or in idctl.yaml for all documents.',
  },
  IDC216: {
    cause:
      'The document sets metadata_admin.idctl. That is the mark with which idctl remembers whom it manages, and only idctl writes it. Usually the document was copied from an answer of Kratos.',
    example: inFile(
      'identities/ada.yaml',
      `${ada}metadata_admin:\n  idctl: { v: 1, workspace: acme, key: ada }\n`,
      `${ada}idctl: { key: ada }\n`,
    ),
    cure: 'Delete it. Settings for idctl stand below `idctl` at the top of the document.',
  },
  IDC217: {
    cause:
      'An `ownership` pointer does not start with /traits, /metadata_public or another field, or it points at an element of a list.',
    example: inFile(
      'identities/ada.yaml',
      `${ada}idctl:\n  ownership: { traits/name: seed }\n`,
      `${ada}idctl:\n  ownership: { /traits/name: seed }\n`,
    ),
    cure: 'Write the pointer like /traits/name/first, or point at the whole list.',
  },
  IDC218: {
    cause: 'The ownership mode `merge` is set for something that is not a list. Only lists can be merged.',
    example: inFile(
      'identities/ada.yaml',
      `${ada}  zip: "01234"\nidctl:\n  ownership: { /traits/zip: merge }\n`,
      `${ada}  zip: "01234"\nidctl:\n  ownership: { /traits/zip: seed }\n`,
    ),
    cure: 'Use `enforce` or `seed` for it.',
  },
  IDC219: {
    cause:
      'A _defaults.yaml holds something that belongs to one person only (external_id, credentials, idctl.key, idctl.previously), or is not one map.',
    example: {
      wrong: { 'identities/_defaults.yaml': 'state: active\nexternal_id: emp-1\n', 'identities/ada.yaml': ada },
      right: { 'identities/_defaults.yaml': 'state: active\n', 'identities/ada.yaml': `external_id: emp-1\n${ada}` },
    },
    cure: 'Move it to the document of that person.',
  },
  IDC220: {
    cause:
      'A credential is not written the way that Kratos imports it: keys are missing, stand at the wrong level, or exclude each other.',
    example: {
      wrong: { 'identities/ada.yaml': `${ada}credentials:\n  password: correct horse battery\n` },
      right: {
        'identities/ada.yaml': `${ada}credentials:\n  password: { config: { password: correct horse battery } }\n`,
      },
    },
    cure: 'Write it as the hint shows.',
  },
  IDC221: {
    cause: 'The document has a type of credential that cannot be imported, or whose name is mistyped.',
    example: {
      wrong: {
        'identities/ada.yaml': `${ada}credentials:\n  passwrod: { config: { password: correct horse battery } }\n`,
      },
      right: {
        'identities/ada.yaml': `${ada}credentials:\n  password: { config: { password: correct horse battery } }\n`,
      },
    },
    cure: 'Correct the name, or delete the credential. Codes by email or SMS need no credential: they follow from the traits.',
  },
  IDC228: {
    cause:
      'The value is Null or NULL without quotes. YAML takes that for null, which in a document means "must be absent". It may have been meant as a name.',
    example: inFile(
      'identities/ada.yaml',
      `${ada}  name: { first: Ada, last: Null }\n`,
      `${ada}  name: { first: Ada, last: "Null" }\n`,
    ),
    cure: 'Quote it if it is a text. Write null in small letters if the value must be absent.',
  },
  IDC230: {
    cause:
      'The document was pasted from an answer of Kratos. It has keys that only the server sets, such as id, created_at and schema_url.',
    example: {
      wrong: {
        'identities/ada.yaml': `id: 9f425a8d-7efc-4768-8f23-7647a74fdf13\ncreated_at: 2027-01-31T12:00:00Z\n${ada}`,
      },
      right: { 'identities/ada.yaml': ada },
    },
    cure: 'Delete the keys that the hint lists.',
  },
  IDC236: {
    cause:
      'The documents of the file are wrapped in something: in `identities:`, in `create:`, or in a map from names to documents.',
    example: {
      wrong: {
        'identities/all.yaml':
          'identities:\n  - traits: { email: ada@example.com }\n  - traits: { email: bob@example.com }\n',
      },
      right: { 'identities/all.yaml': '- traits: { email: ada@example.com }\n- traits: { email: bob@example.com }\n' },
    },
    cure: 'Delete the wrapper. A file holds one document, several separated by ---, or one list.',
  },
  IDC404: {
    cause:
      'idctl needs a key to find the identity again. The document has no idctl.key and no external_id, and its traits hold no login identifier.',
    example: {
      wrong: {
        'identities/robot.yaml': 'schema_id: device\ntraits:\n  label: Robot\n',
        'identities/device.schema.json':
          '{"properties":{"traits":{"type":"object","properties":{"label":{"type":"string"}}}}}\n',
      },
      right: {
        'identities/robot.yaml': 'schema_id: device\ntraits:\n  label: Robot\nidctl: { key: robot }\n',
        'identities/device.schema.json':
          '{"properties":{"traits":{"type":"object","properties":{"label":{"type":"string"}}}}}\n',
      },
    },
    cure: 'Give the document a stable name of its own: idctl: { key: … }.',
  },
  IDC405: {
    cause: 'Two documents have the same key, so idctl could not tell whose identity is whose.',
    example: {
      wrong: {
        'identities/ada.yaml': `${ada}idctl: { key: ada }\n`,
        'identities/bob.yaml': `${bob}idctl: { key: ada }\n`,
      },
      right: {
        'identities/ada.yaml': `${ada}idctl: { key: ada }\n`,
        'identities/bob.yaml': `${bob}idctl: { key: bob }\n`,
      },
    },
    cure: 'Change one of them. When a file was copied by mistake, delete the copy.',
  },
  IDC406: {
    cause:
      'Two documents have the same login identifier, address or external_id. Kratos keeps these unique, so only one of the two could ever be created.',
    example: {
      wrong: {
        'identities/ada.yaml': `${ada}idctl: { key: ada }\n`,
        'identities/ada2.yaml': `${ada}idctl: { key: ada2 }\n`,
      },
      right: { 'identities/ada.yaml': `${ada}idctl: { key: ada }\n` },
    },
    cure: 'Let one of them have it. Upper and lower case make no difference.',
  },
  IDC407: {
    cause:
      'An entry of `idctl.previously` names a key or login identifier that another document has now. It would be unclear which of the two is the old account.',
    example: {
      wrong: {
        'identities/ada.yaml': `${ada}idctl: { key: ada, previously: [bob] }\n`,
        'identities/bob.yaml': `${bob}idctl: { key: bob }\n`,
      },
      right: {
        'identities/ada.yaml': `${ada}idctl: { key: ada }\n`,
        'identities/bob.yaml': `${bob}idctl: { key: bob }\n`,
      },
    },
    cure: 'Delete the entry if the two are different people. If two people exchange names, give both documents an entry.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
