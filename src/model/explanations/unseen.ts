import { type ExplainedDiagnostic, inFile } from './explanation.ts'

/** What nobody sees in a text, and pointers without effect. Invisible characters are escapes here, too. */
export const unseenExplanations = {
  IDC233: {
    cause:
      'A key, login identifier or address holds a character that nobody sees, such as a zero-width space. It often comes along when text is copied from a web page. The value looks right but belongs to nobody.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: "ada\\u200b@example.com"\n',
      'traits:\n  email: ada@example.com\n',
    ),
    cure: 'Delete the character at the column that the message names, or type the value again.',
  },
  IDC234: {
    cause:
      'The name of a person holds a character that nobody sees, such as a no-break space or a soft hyphen. This is a warning, because a name may need it.',
    example: {
      wrong: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\n  name: { first: Ada, last: Love\u00adlace }   # a soft hyphen after Love\n',
      },
      right: {
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\n  name: { first: Ada, last: Lovelace }\n',
      },
    },
    cure: 'Delete the character. If the name needs it, write it as an escape in double quotes, such as "\\u00ad".',
  },
  IDC235: {
    cause:
      'A pointer in `sensitive`, `display`, `privileged` or `ownership` names a trait that no identity schema has, so it has no effect. A mistyped `sensitive` pointer hides nothing.',
    example: inFile(
      'idctl.yaml',
      'version: 1\nworkspace: acme-7f3k\nschema_id: person\nsensitive: [/traits/zpi]\n',
      'version: 1\nworkspace: acme-7f3k\nschema_id: person\nsensitive: [/traits/zip]\n',
    ),
    cure: 'Correct the pointer, or delete it.',
  },
  IDC237: {
    cause:
      'A space that YAML does not take for one, such as a no-break space, stands where YAML needs a plain space, or at the start or end of a key. YAML then reads something else than what you see.',
    example: {
      wrong: {
        'identities/ada.yaml':
          '# The space after the colon is a no-break space.\ntraits:\n  email:\u00a0ada@example.com\n  zip: "01234"\n',
      },
      right: { 'identities/ada.yaml': 'traits:\n  email: ada@example.com\n  zip: "01234"\n' },
    },
    cure: 'Replace it by a plain space. If it belongs to the key, quote the key.',
  },
  IDC238: {
    cause:
      'A key or login identifier starts or ends with white space, or has two spaces in a row. That is rarely meant, and hard to see.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\nidctl: { key: "ada " }\n',
      'traits:\n  email: ada@example.com\nidctl: { key: ada }\n',
    ),
    cure: 'Delete the space. If it belongs there, write it as \\u0020 in double quotes.',
  },
  IDC239: {
    cause:
      'Two names look the same but are made of different characters: é can be one character, or an e with a combining accent. They count as two names.',
    example: {
      wrong: {
        'identities/ada.yaml':
          'traits:\n  email: ada@example.com\nmetadata_public: { "caf\\u00e9": 1, "cafe\\u0301": 2 }\n',
      },
      right: { 'identities/ada.yaml': 'traits:\n  email: ada@example.com\nmetadata_public: { "caf\\u00e9": 2 }\n' },
    },
    cure: 'If they are meant to be one name, write it once, in the same form everywhere.',
  },
  IDC240: {
    cause:
      'Some identities were last written with a digest key (`kratos.digest_key`) that this run does not have. Changes of the values that it protects cannot be seen.',
    example: {
      given: 'The key was changed, and the marks still have digests under the old one.',
      wrong: { 'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\nkratos: { digest_key: "${env:NEW_KEY}" }\n' },
      right: {
        'idctl.yaml':
          'version: 1\nworkspace: acme-7f3k\nkratos: { digest_key: "${env:NEW_KEY}", former_digest_keys: "${env:OLD_KEY}" }\n',
      },
    },
    cure: 'Give the key in `kratos.digest_key`, or in `kratos.former_digest_keys` after a change of keys.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
