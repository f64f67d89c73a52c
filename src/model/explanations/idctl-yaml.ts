import { type ExplainedDiagnostic, inFile } from './explanation.ts'

/** IDC101 to IDC111: idctl.yaml, and how the server is chosen. */
export const configurationExplanations = {
  IDC101: {
    cause:
      'idctl looks for idctl.yaml in the working directory and then in each folder above it, and found none; or the file given with --config does not exist.',
    example: { wrong: '$ cd /tmp && idctl plan', right: '$ cd ~/acme-identities && idctl plan' },
    cure: 'Change into the folder of your identities, or name the file with --config FILE.',
  },
  IDC102: {
    cause:
      'A setting in idctl.yaml has the wrong type, is not one of the allowed words, or contradicts another setting.',
    example: inFile(
      'idctl.yaml',
      'version: 1\nworkspace: acme-7f3k\nadopt: verifed\n',
      'version: 1\nworkspace: acme-7f3k\nadopt: verified\n',
    ),
    cure: 'Correct the value at the line that the message points at. The hint lists what is allowed there.',
  },
  IDC103: {
    cause:
      'idctl.yaml has a key that idctl does not know. Unknown keys are errors, because a mistyped setting would otherwise have no effect and nobody would notice.',
    example: inFile(
      'idctl.yaml',
      'version: 1\nworkspace: acme-7f3k\nremovel: { created: disable }\n',
      'version: 1\nworkspace: acme-7f3k\nremoval: { created: disable }\n',
    ),
    cure: 'Correct the spelling, or delete the key.',
  },
  IDC104: {
    cause: 'The name given with --env is not one of the `environments` in idctl.yaml.',
    example: { wrong: '$ idctl plan --env prd', right: '$ idctl plan --env prod' },
    cure: 'Use one of the names that the hint lists, or add the environment to idctl.yaml.',
  },
  IDC105: {
    cause:
      'A folder in `identities`, or a schema file in `schemas`, does not exist or is of the wrong kind. A missing folder is an error, because idctl would otherwise take everybody in it for deleted.',
    example: inFile(
      'idctl.yaml',
      'version: 1\nworkspace: acme-7f3k\nidentities: people\n',
      'version: 1\nworkspace: acme-7f3k\nidentities: identities\n',
    ),
    cure: 'Correct the path, which is relative to idctl.yaml, or create the folder. Name a folder inside another one only once.',
  },
  IDC106: {
    cause: 'Both a server (`admin_url`, --admin-url) and the embedded sandbox (`sandbox`, --sandbox) were chosen.',
    example: {
      wrong: {
        'idctl.yaml':
          'version: 1\nworkspace: acme-7f3k\nkratos: { admin_url: "http://127.0.0.1:4434", sandbox: .idctl/sandbox.json }\n',
      },
      right: { 'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\nkratos: { admin_url: "http://127.0.0.1:4434" }\n' },
    },
    cure: 'Keep one of the two. To use both in turn, give each an environment of its own.',
  },
  IDC107: {
    cause:
      'The URL of Kratos is not an http or https URL, or it holds a user name, a password, a query or a fragment. Credentials in a URL would end up in logs.',
    example: {
      wrong: '$ idctl plan --admin-url kratos:4434',
      right: '$ idctl plan --admin-url http://kratos:4434',
    },
    cure: 'Write the plain URL of the admin API. An API key goes into `kratos.api_key` or IDCTL_API_KEY.',
  },
  IDC108: {
    cause:
      'IDCTL_ADMIN_URL is set and names another server than the environment chosen with --env. An exported variable must not redirect an apply to the wrong server.',
    example: {
      wrong: '$ export IDCTL_ADMIN_URL=http://127.0.0.1:4434\n$ idctl apply --env prod',
      right: '$ unset IDCTL_ADMIN_URL\n$ idctl apply --env prod',
    },
    cure: 'Unset IDCTL_ADMIN_URL, or say with --admin-url which server you mean.',
  },
  IDC109: {
    cause: 'idctl.yaml refers to an environment variable with ${env:NAME}, and that variable is not set.',
    example: inFile(
      'idctl.yaml',
      'version: 1\nworkspace: acme-7f3k\nsensitive: ["/traits/${env:SECRET_TRAIT}"]\n',
      'version: 1\nworkspace: acme-7f3k\nsensitive: ["/traits/zip"]\n',
    ),
    cure: 'Set the variable, or write the value into the file if it is not a secret.',
  },
  IDC110: {
    cause:
      'There is an API key, but it comes from another place than the URL. URL and key must come from the same place, so that the key of one server is never sent to another.',
    example: {
      wrong: '$ idctl plan --admin-url https://kratos.example.com   # the key is in idctl.yaml, beside another URL',
      right: '$ IDCTL_API_KEY=… idctl plan --admin-url https://kratos.example.com',
    },
    cure: 'Give the key in the same place as the URL: both in idctl.yaml, both in the same environment, or the key in IDCTL_API_KEY when the URL comes from the command line or from IDCTL_ADMIN_URL.',
  },
  IDC111: {
    cause: 'The API key holds a space, a line break or a character outside ASCII, so it cannot be sent in a header.',
    example: {
      wrong: '$ IDCTL_API_KEY="ory_pat_abc def" idctl plan',
      right: '$ IDCTL_API_KEY=ory_pat_abcdef idctl plan',
    },
    cure: 'Copy the key again without anything around it.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
