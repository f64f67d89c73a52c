import type { MemberText } from './member-text.ts'

/** What is said of the server in idctl.yaml. */
export const kratosTexts = {
  kratos: {
    meaning: 'The server, or the embedded Kratos in its place.',
    otherwise: 'commands that need a server say so, unless a flag or a variable names one',
    example:
      'kratos:\n  admin_url: https://kratos-admin.internal.example.com\n  public_url: https://auth.example.com\n  api_key: ${env:ORY_API_KEY}\n',
    order: '`--sandbox`, `--admin-url` and `IDCTL_ADMIN_URL` win over it; it wins over `ORY_SDK_URL`',
    mistakes: {
      'kratos: { admin_url: "http://127.0.0.1:4434", sandbox: .idctl/sandbox.json }': 'IDC106',
    },
    guide: 'environment.md#the-server',
  },
  'kratos.admin_url': {
    meaning: 'The admin API of Kratos, with or without `/admin`, or the URL of a project of Ory Network.',
    takes: 'a URL with http or https, without user name, password, query and fragment',
    otherwise: 'there is no server, unless something else names one',
    example: 'kratos: { admin_url: "http://127.0.0.1:4434" }',
    mistakes: {
      'kratos: { admin_url: kratos }': 'IDC102',
      'kratos: { admin_url: "https://ada:secret@kratos.example.com" }': 'IDC102',
    },
  },
  'kratos.public_url': {
    meaning:
      'The public API, from which idctl reads the identity schemas. Needed only where the admin API does not lead to it.',
    takes: 'a URL with http or https, without user name, password, query and fragment',
    otherwise:
      'the address to which the admin API leads; if that fails, the files `*.schema.json` serve, with a warning',
    example: 'kratos: { admin_url: "http://127.0.0.1:4434", public_url: "http://127.0.0.1:4433" }',
    note: 'it counts only together with `kratos.admin_url`, and not where a flag or a variable names another server',
    mistakes: { 'kratos: { public_url: "ftp://example.com" }': 'IDC102' },
    codes: ['IDC550'],
  },
  'kratos.api_key': {
    meaning:
      'The key for the admin API. It is sent as a Bearer token, and only to `kratos.admin_url`. Take it from a variable.',
    takes: 'a key without white space',
    otherwise: 'no key is sent',
    example: 'kratos: { admin_url: "https://example.projects.oryapis.com", api_key: "${env:ORY_API_KEY}" }',
    order: '`IDCTL_API_KEY` wins over it where it is for the same URL',
    note: 'no document may refer to its variable',
    secret: true,
    mistakes: { 'kratos: { api_key: "a key" }': 'IDC102' },
    codes: ['IDC109', 'IDC110', 'IDC302'],
  },
  'kratos.digest_key': {
    meaning:
      'A secret that protects the digests of `sensitive` values and of references in marks. Take it from a variable.',
    takes: '32 to 256 letters, digits, `-` or `_`',
    otherwise: 'these digests have no key',
    example: 'kratos: { admin_url: "http://127.0.0.1:4434", digest_key: "${env:DIGEST_KEY}" }',
    note: 'no document may refer to its variable',
    secret: true,
    mistakes: { 'kratos: { digest_key: short }': 'IDC102' },
    codes: ['IDC240'],
    guide: '../guides/privacy.md#a-key-for-digests',
  },
  'kratos.former_digest_keys': {
    meaning: 'Digest keys from before, so that marks that were written with them can still be compared.',
    takes: 'keys with commas between them',
    otherwise: 'only the present key is known',
    example: 'kratos: { digest_key: "${env:DIGEST_KEY}", former_digest_keys: "${env:FORMER_DIGEST_KEYS}" }',
    note: 'no document may refer to its variable',
    secret: true,
    mistakes: { 'kratos: { former_digest_keys: short }': 'IDC102' },
    codes: ['IDC240'],
    guide: '../guides/privacy.md#a-key-for-digests',
  },
  'kratos.sandbox': {
    meaning: 'Instead of a server: the embedded Kratos, kept in this file.',
    takes: 'a path from the folder of idctl.yaml',
    otherwise: 'a server is used',
    example: 'kratos: { sandbox: .idctl/sandbox.json }',
    order: '`--sandbox FILE`, `--admin-url` and `IDCTL_ADMIN_URL` win over it',
    mistakes: { 'kratos: { sandbox: true }': 'IDC102' },
    guide: '../guides/sandbox.md',
  },
  'kratos.target': {
    meaning: 'The name of the server in plans and reports, where its URL varies, for example behind a forwarded port.',
    takes: 'a text of at most 200 characters',
    otherwise: 'the URL, or `sandbox:` and the file',
    example: 'kratos: { admin_url: "http://127.0.0.1:4434", target: prod }',
    note: 'with `--sandbox FILE` it has no effect',
    mistakes: { 'kratos: { target: "" }': 'IDC102' },
  },
} as const satisfies Readonly<Record<string, MemberText>>
