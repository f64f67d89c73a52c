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
} as const satisfies Record<string, ExplainedDiagnostic>
