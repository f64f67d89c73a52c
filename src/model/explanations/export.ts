import type { ExplainedDiagnostic } from './explanation.ts'

/** Explanations of the codes of `idctl export`. */
export const exportExplanations = {
  IDC241: {
    cause:
      'A document that says what this live identity has would be wrong or would change it. For instance, nothing names the identity, its traits do not fit the identity schema any more, its metadata is no map, or a value came from a reference. `export` leaves the whole identity out.',
    example: {
      given: 'A live identity has a list as its metadata_public.',
      wrong: '"metadata_public": ["a", "b"]',
      right: '"metadata_public": { "groups": ["a", "b"] }',
    },
    cure: 'Change the identity in Kratos as the reason says, and export again. Or write its document by hand.',
  },
  IDC242: {
    cause: 'Another file is where `export` would write this document, and it never replaces a file.',
    example: {
      given: 'people/ada.yaml is there already, and says something else.',
      wrong: '$ idctl export ada --out people',
      right: '$ idctl export ada --out people-today',
    },
    cure: 'Move the file away, or choose another `--out` or `--path`.',
  },
  IDC243: {
    cause:
      'The document would be in dispute with another one: both would have the same key, login identifier or address, or a plan could not tell which account it belongs to.',
    example: {
      given: 'The external_id of one identity is the login identifier of another one.',
      wrong: '$ idctl export bob',
      right: 'external_id: emp-7\ntraits: { username: bob }',
    },
    cure: 'Give one of the two an `external_id` in Kratos, or write its document by hand with an `idctl.key`.',
  },
  IDC244: {
    cause:
      'The document has a login identifier of an account that nobody manages, and nothing proves that the account is the person of the document: the address is not verified, or the names differ. `export --update` writes no values of such an account into the document, as a plan adopts none.',
    example: {
      given: 'Somebody has registered with the address of the document, which is not verified.',
      wrong: '$ idctl export --update',
      right: '$ idctl export --update ada@example.com   # whoever names the key has checked',
    },
    cure: 'Check that the account belongs to the person, then name the key of the document, or verify the address in Kratos.',
  },
  IDC245: {
    cause:
      'A value of a managed identity has changed in the file and in Kratos since the last apply. `export --update` leaves the whole document as it is, because one of the two changes would be lost.',
    example: {
      given: 'The file said `team: sales` at the last apply.',
      wrong: '# the file says `team: support` by now, and live has `team: service`\n$ idctl export --update --managed',
      right: '$ idctl accept ada   # live wins\n$ idctl apply        # or the file wins',
    },
    cure: 'Decide: `idctl accept KEY` takes the live values, `idctl apply` writes those of the file.',
  },
  IDC246: {
    cause:
      'A file could not be written, so `export --update` stopped there. Each file is either complete or as it was before; the report lists which ones have been written.',
    example: {
      given: 'The disk became full after the first file.',
      wrong: '$ idctl export --update --managed',
      right: '$ idctl export --update --managed   # again, with room on the disk: goes on with the others',
    },
    cure: 'Do what the error on stderr says, and run the same command again: it goes on with what is left.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
