import type { DiagnosticCode } from './diagnostic.ts'

export interface VariableText {
  /** What makes something of it. */
  readonly readBy: 'server' | 'output' | 'files' | 'platform' | 'proxy' | 'node' | 'git' | 'nobody'
  /** What it does, in one or two sentences. */
  readonly meaning: string
  /** What stands in it. */
  readonly takes: string
  /** What holds where it is not set. */
  readonly otherwise: string
  readonly example: string
  /** What wins over it, and over what it wins. */
  readonly order?: string
  /** No output shows it. */
  readonly secret?: true
  /** It is for idctl alone: no document may refer to it. */
  readonly reserved?: true
  /** Mistakes that come from it. */
  readonly codes?: readonly DiagnosticCode[]
  /** The page that says more, from docs/reference. */
  readonly guide?: string
}

const urlOrder = '`--sandbox`, `--admin-url`, this variable, `kratos` of idctl.yaml, `ORY_SDK_URL`: the first counts'

/**
 * Every variable of the environment that has an effect. All names that the code reads come from here, so the reference page is whole.
 * A name that ends in `*` stands for all that begin so.
 */
export const environmentVariables = {
  IDCTL_ADMIN_URL: {
    readBy: 'server',
    meaning: 'The admin API of Kratos, in place of the server that idctl.yaml names. `idctl init` takes it, too.',
    takes: 'a URL with http or https, with or without `/admin`, without user name and password',
    otherwise: '`kratos.admin_url` or `kratos.sandbox` of idctl.yaml',
    example: 'http://127.0.0.1:4434',
    order: `${urlOrder}. With \`--env\`, a URL other than that of the environment is an error`,
    reserved: true,
    codes: ['IDC107', 'IDC108'],
  },
  IDCTL_API_KEY: {
    readBy: 'server',
    meaning:
      'The API key for the server of `IDCTL_ADMIN_URL`, or of `--admin-url` where that variable is not set. It is sent to no other server.',
    takes: 'a key without white space',
    otherwise: '`kratos.api_key` of idctl.yaml, for the server that idctl.yaml names',
    example: 'the-key-of-your-gateway',
    order: 'it wins over `kratos.api_key` and `ORY_PROJECT_API_KEY` where they are for the same URL',
    secret: true,
    reserved: true,
    codes: ['IDC110', 'IDC111'],
  },
  IDCTL_PRIVACY_KEY: {
    readBy: 'output',
    meaning:
      'The key for the pseudonyms of `--mask` and for the digests of an inventory. Give it to pipelines, so that each run has the same pseudonyms.',
    takes: '32 to 256 letters, digits, `-` or `_`',
    otherwise: 'the key in `.idctl/privacy.key` beside idctl.yaml, which is made at the first use',
    example: '$(openssl rand -hex 32)',
    order: 'it wins over the file',
    secret: true,
    reserved: true,
    guide: '../guides/privacy.md#the-privacy-key',
  },
  ORY_SDK_URL: {
    readBy: 'server',
    meaning: "The admin API of Kratos or of a project of Ory Network, as Ory's own tools name it.",
    takes: 'a URL with http or https, without user name and password',
    otherwise: 'a command that needs a server says that none is given',
    example: 'https://your-project.projects.oryapis.com',
    order: 'it counts only where neither a flag, nor `IDCTL_ADMIN_URL`, nor idctl.yaml names a server',
    reserved: true,
    codes: ['IDC107'],
    guide: '../guides/ory-network.md',
  },
  ORY_PROJECT_API_KEY: {
    readBy: 'server',
    meaning: 'The API key for the server of `ORY_SDK_URL`. It is sent to no other server.',
    takes: 'a key without white space',
    otherwise: 'no key is sent to that server',
    example: 'the-key-of-your-project',
    order: '`IDCTL_API_KEY` and `kratos.api_key` win where they are for the same URL',
    secret: true,
    reserved: true,
    codes: ['IDC111'],
    guide: '../guides/ory-network.md#the-key',
  },
  NO_COLOR: {
    readBy: 'output',
    meaning: 'Switches colours off.',
    takes: 'anything that is not empty',
    otherwise: 'there are colours on a terminal',
    example: '1',
    order: '`--color` and `--no-color` win over it; it wins over `FORCE_COLOR`',
  },
  FORCE_COLOR: {
    readBy: 'output',
    meaning: 'Switches colours on where the output is not a terminal, for example in the log of a pipeline.',
    takes: '`0` and `false` switch them off, anything else on',
    otherwise: 'there are colours on a terminal',
    example: '1',
    order: '`--color`, `--no-color` and `NO_COLOR` win over it',
  },
  TERM: {
    readBy: 'output',
    meaning: 'With `dumb` there are no colours, and progress is in lines of its own.',
    takes: 'the kind of the terminal, which the terminal sets',
    otherwise: 'the terminal can do what terminals usually can',
    example: 'dumb',
    order: '`--color`, `NO_COLOR` and `FORCE_COLOR` win over it',
  },
  COLUMNS: {
    readBy: 'output',
    meaning: 'The width of the output. Less than 40 counts as 40.',
    takes: 'a number of columns from 1 to 9999',
    otherwise: 'the width of the terminal, or 100 where there is none',
    example: '120',
    order: 'it wins over the width of the terminal',
  },
  'IDCTL_DOC_*': {
    readBy: 'files',
    meaning:
      'Values for `${env:NAME}` in documents. Which names documents may use, `references.env` of idctl.yaml says: by default those that begin with `IDCTL_DOC_`.',
    takes: 'any text without a NUL character',
    otherwise:
      'a document that refers to it is an error, except below `credentials`: a plan then says that the value is known at apply',
    example: 'IDCTL_DOC_ADA_PASSWORD=correct-horse-battery-staple-7',
    secret: true,
    codes: ['IDC302', 'IDC303', 'IDC305'],
    guide: 'documents.md#references',
  },
  GITHUB_ACTIONS: job('Says that the platform is GitHub.', '`true`', 'true'),
  GITHUB_TOKEN: {
    ...job('The token for GitHub, which the variables below name.', 'a token', '${{ github.token }}'),
    secret: true,
    reserved: true,
  },
  GITHUB_API_URL: job("GitHub's REST API.", 'a URL', 'https://api.github.com'),
  GITHUB_GRAPHQL_URL: job("GitHub's GraphQL API, on the same server.", 'a URL', 'https://api.github.com/graphql'),
  GITHUB_REPOSITORY: job('The repository.', '`owner/name`', 'acme/people'),
  GITHUB_REF: job('In a job for a pull request: its number.', '`refs/pull/N/merge`', 'refs/pull/7/merge'),
  GITLAB_CI: job('Says that the platform is GitLab.', '`true`', 'true'),
  IDCTL_GITLAB_TOKEN: {
    ...job(
      'The token for GitLab, which the variables below name. The token that GitLab gives to a job may write no notes.',
      'a project access token with the scope `api` and the role Developer; Reporter is enough for `idctl comment` without `--labels`, and for `issue`',
      'glpat-the-token-of-your-project',
    ),
    otherwise: '`idctl comment`, `issue` and `reviewed-plan` say that it is missing',
    secret: true,
    reserved: true,
  },
  CI_API_V4_URL: job("GitLab's REST API.", 'a URL', 'https://gitlab.com/api/v4'),
  CI_PROJECT_ID: job('The project.', 'its number', '4711'),
  CI_MERGE_REQUEST_IID: job('In a job for a merge request: its number.', 'a number', '7'),
  HTTP_PROXY: {
    readBy: 'proxy',
    meaning: 'The proxy for servers with `http://`.',
    takes: 'the URL of a proxy; a name and a password in it are in no output',
    otherwise: '`ALL_PROXY`, else there is no proxy',
    example: 'http://proxy.corp.example:3128',
    order: 'the name in lower case (`http_proxy`) wins over this one',
  },
  HTTPS_PROXY: {
    readBy: 'proxy',
    meaning: 'The proxy for servers with `https://`. It sees neither the requests nor the API key.',
    takes: 'the URL of a proxy; a name and a password in it are in no output',
    otherwise: '`ALL_PROXY`, else there is no proxy',
    example: 'http://proxy.corp.example:3128',
    order: 'the name in lower case (`https_proxy`) wins over this one',
  },
  ALL_PROXY: {
    readBy: 'proxy',
    meaning: 'The proxy for all servers for which the variables above name none.',
    takes: 'the URL of a proxy; a name and a password in it are in no output',
    otherwise: 'there is no proxy',
    example: 'http://proxy.corp.example:3128',
    order: 'the name in lower case (`all_proxy`) wins over this one',
  },
  NO_PROXY: {
    readBy: 'proxy',
    meaning: 'Hosts to which idctl connects without a proxy.',
    takes: 'hosts with commas between them: `kratos.internal`, `.corp.example`, `10.0.0.0/8`, `*`',
    otherwise: 'only servers on the same machine are reached without a proxy',
    example: 'kratos.internal,.corp.example',
    order: 'the name in lower case (`no_proxy`) wins over this one',
  },
  NODE_EXTRA_CA_CERTS: {
    readBy: 'node',
    meaning:
      'A file with certificates of authorities of your own, for a server or a proxy whose certificate they signed.',
    takes: 'the path of a file in PEM format',
    otherwise: 'idctl trusts the authorities that come with Node.js',
    example: '/etc/ssl/corp-ca.pem',
  },
  PATH: git('Where the command `git` is.', 'folders with `:` between them (`;` on Windows)', '/usr/local/bin:/usr/bin'),
  HOME: git('Where git finds your settings (`~/.gitconfig`), for example `safe.directory`.', 'a folder', '/home/ada'),
  XDG_CONFIG_HOME: git(
    'Where else git finds your settings (`git/config` in this folder).',
    'a folder',
    '/home/ada/.config',
  ),
  USERPROFILE: git('What `HOME` is on Windows.', 'a folder', 'C:/Users/ada'),
  SystemRoot: git('The folder of Windows, without which programs do not start there.', 'a folder', 'C:/Windows'),
  GIT_EXEC_PATH: git('Where git finds its own programs.', 'a folder', '/usr/lib/git-core'),
  'GIT_CONFIG_*': git(
    'Settings of git from the environment: `GIT_CONFIG_COUNT`, `GIT_CONFIG_KEY_0` and so on.',
    'what git says of them',
    'GIT_CONFIG_COUNT=1',
  ),
  DEBUG: {
    readBy: 'nobody',
    meaning: 'Ignored. The framework of the command line would print every argument and path, whatever `--mask` says.',
    takes: 'anything',
    otherwise: 'the same',
    example: '*',
  },
} as const satisfies Readonly<Record<string, VariableText>>

function job(meaning: string, takes: string, example: string) {
  const otherwise = '`idctl comment`, `issue` and `reviewed-plan` know no platform; the job sets it by itself'
  return { readBy: 'platform', meaning, takes, otherwise, example } as const
}

function git(meaning: string, takes: string, example: string) {
  return { readBy: 'git', meaning, takes, otherwise: 'git uses its own default', example } as const
}
