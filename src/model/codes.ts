import type { DiagnosticCode } from './diagnostic.ts'

/**
 * Every diagnostic code and what it means; the reference page of the docs is generated from here.
 * Ranges: 1xx idctl.yaml · 2xx files and documents · 3xx references · 4xx identity schema and traits ·
 * 5xx matching, diffing and planning · 6xx credentials.
 */
export const diagnosticCodes = {
  IDC401: 'An identity schema cannot be used',
  IDC402: 'An identity schema has something that Kratos would refuse',
  IDC403: 'schema_id names no known identity schema',
  IDC404: 'A document has no key',
  IDC405: 'Two documents have the same key',
  IDC406: 'Two documents claim the same login identifier, address or external_id',
  IDC407: 'A former key belongs to another document',
  IDC410: 'A trait does not fit the identity schema',
  IDC411: 'A trait is not in the identity schema',
  IDC412: 'A trait that the identity schema requires is missing',
  IDC413: 'A trait that the identity schema requires is only observed',
  IDC414: 'A value cannot be stored by every database of Kratos',
  IDC415: 'A declared address is not among those that the traits yield',
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
  IDC601: 'A password hash that nobody could sign in with',
  IDC602: 'A plain password that Kratos cannot hash',
} as const satisfies Record<DiagnosticCode, string>
