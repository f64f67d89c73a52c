import type { DiagnosticCode } from './diagnostic.ts'

/**
 * Every diagnostic code and what it means; the reference page of the docs is generated from here.
 * Ranges: 1xx idctl.yaml · 2xx files and documents · 3xx references · 4xx identity schema and traits ·
 * 5xx matching, diffing and planning · 6xx credentials.
 */
export const diagnosticCodes = {
  IDC501: 'Two live identities carry the same mark',
  IDC502: 'A document matches several live identities by the same rule',
  IDC503: 'A live identity is claimed by several documents',
  IDC504: 'A document claims an identity that another workspace manages',
  IDC505: 'The mark of a live identity cannot be read',
  IDC510: 'An identifier, address or external_id is held by another live identity',
  IDC511: 'Documents swap identifiers, which takes more than one write each',
  IDC520: 'The traits that would result do not fit the identity schema',
  IDC521: 'A line left the file whose removal the identity schema refuses',
  IDC530: 'A person would have no way to sign in',
  IDC531: 'Credentials changed in the file after the identity was created',
  IDC540: 'A key named on the command line has no document or identity',
  IDC541: 'A command on a key cannot be carried out',
  IDC550: 'The identity schemas of the server cannot be read, local files are used',
} as const satisfies Record<DiagnosticCode, string>
