import { type ExplainedDiagnostic, inFile } from './explanation.ts'

const email = 'traits:\n  email: ada@example.com\n'
const baselineOf = (entry: string) => ({ 'drift-baseline.yaml': `version: 1\naccepted:\n${entry}` })
const accepted = '  - { key: ada, path: /traits/name, owner: it, reason: married, expires: 2027-01-31 }\n'

/** IDC531 and others: credentials. IDC540 to IDC543: keys and ids on the command line. IDC570 to IDC584: drift and accept. */
export const operationExplanations = {
  IDC531: {
    cause:
      'The document has a plain password, but the identity existed before the password was written into the file. Plain passwords are not compared with live, so this one was never written.',
    example: {
      given: 'The identity exists already.',
      wrong: {
        'identities/ada.yaml': `${email}credentials:\n  password: { config: { password: "\${env:IDCTL_DOC_ADA}" } }\n`,
      },
      right: {
        'identities/ada.yaml': `${email}credentials:\n  password: { config: { password: "\${env:IDCTL_DOC_ADA}" } }\nidctl: { credentials_version: 1 }\n`,
      },
    },
    cure: 'To write it once, set or raise idctl.credentials_version. To keep what the person has, delete it from the file.',
  },
  IDC533: {
    cause:
      'The document says that a credential must be absent (`password: null`), but idctl did not write that credential. It deletes only its own.',
    example: {
      given: 'Ada has set her password herself.',
      ...inFile('identities/ada.yaml', `${email}credentials: { password: null }\n`, email),
    },
    cure: 'Delete the line. Credentials that somebody else has set are deleted in Kratos itself.',
  },
  IDC534: {
    cause:
      'The document has a credential, but its identity existed before idctl managed it. People keep the password that they have.',
    example: {
      given: 'ada@example.com was adopted.',
      wrong: '$ idctl apply',
      right: '$ idctl apply --write-credentials=ada@example.com',
    },
    cure: 'To replace it once, use --write-credentials=KEY. To keep what is there, delete the credential from the file.',
  },
  IDC540: {
    cause: 'A key on the command line is the key of no document and of no identity.',
    example: { wrong: '$ idctl release adda', right: '$ idctl release ada' },
    cure: 'Use the key that `idctl plan` shows beside the action. By default that is the external_id, or else the first login identifier.',
  },
  IDC541: {
    cause:
      'The command cannot do that for this key: for instance, the identity is not managed yet, does not exist, or is disabled.',
    example: {
      given: 'ada has a document, but no identity yet.',
      wrong: '$ idctl invite ada',
      right: '$ idctl apply && idctl invite ada',
    },
    cure: 'Do what the hint says. `idctl plan` shows the state of the identity.',
  },
  IDC542: {
    cause: 'No live identity has the id given with --id. Ids differ from server to server.',
    example: {
      wrong: '$ idctl adopt --id 9f425a8d-7efc-4768-8f23-7647a74fdf13 --env test   # the id is from prod',
      right: '$ idctl adopt --id 9f425a8d-7efc-4768-8f23-7647a74fdf13 --env prod',
    },
    cure: 'Copy the id from `idctl plan --json`, or from Kratos, of the same server.',
  },
  IDC543: {
    cause:
      'The command cannot do that for this id: for instance, no key says which document the identity belongs to, or another identity already has the mark.',
    example: {
      wrong: '$ idctl adopt --id 9f425a8d-7efc-4768-8f23-7647a74fdf13',
      right: '$ idctl adopt ada --id 9f425a8d-7efc-4768-8f23-7647a74fdf13',
    },
    cure: 'Name the key beside the id. If another identity has the mark, release that one first with `idctl release --id`.',
  },
  IDC570: {
    cause: 'A value in the drift baseline is missing, mistyped or of the wrong type.',
    example: {
      wrong: baselineOf(accepted.replace('2027-01-31', '2027-02-31')),
      right: baselineOf(accepted),
    },
    cure: 'Correct the line that the message points at. An entry needs a key or id, a path or kind, owner, reason and expires.',
  },
  IDC571: {
    cause: 'The drift baseline has a key that idctl does not know.',
    example: { wrong: baselineOf(accepted.replace('owner', 'ownr')), right: baselineOf(accepted) },
    cure: 'Correct the spelling, or delete the key.',
  },
  IDC572: {
    cause: 'Two entries of the drift baseline accept the same difference.',
    example: { wrong: baselineOf(accepted + accepted.replace('it,', 'hr,')), right: baselineOf(accepted) },
    cure: 'Keep one of the two.',
  },
  IDC573: {
    cause:
      'An entry of the drift baseline matches nothing: that difference is gone. The entry would hide a new one later.',
    example: {
      given: 'Ada has the name again that her document says.',
      wrong: baselineOf(accepted),
      right: { 'drift-baseline.yaml': 'version: 1\naccepted: []\n' },
    },
    cure: 'Delete the entry, or let `idctl drift --baseline FILE --write-baseline` do it.',
  },
  IDC580: {
    cause:
      'A pointer given to `idctl accept` names a value that did not change live, or that the document does not manage.',
    example: {
      given: 'The last name was changed in Kratos.',
      wrong: '$ idctl accept ada /traits/name',
      right: '$ idctl accept ada /traits/name/last',
    },
    cure: 'Use a pointer that `idctl drift` shows, or leave the pointers out to accept everything.',
  },
  IDC581: {
    cause:
      'The value in the file comes from a reference (${env:…} or ${file:…}). `accept` does not replace a reference by a plain value.',
    example: {
      given: 'zip was changed in Kratos.',
      ...inFile('identities/ada.yaml', `${email}  zip: "\${env:IDCTL_DOC_ZIP}"\n`, `${email}  zip: "01234"\n`),
    },
    cure: 'Change what the reference names, or write the value into the file by hand.',
  },
  IDC582: {
    cause:
      'No document can say what is live: an address that is gone, a null inside an object, a character that no file can hold, or a number that JSON cannot hold.',
    example: {
      given: 'Live has metadata_public: { team: null }. In a document, null means absent.',
      wrong: '$ idctl accept ada /metadata_public/team',
      right: { 'identities/ada.yaml': `${email}idctl:\n  ownership: { /metadata_public/team: ignore }\n` },
    },
    cure: 'Change the value in Kratos, change the document by hand, or leave the value to others with ownership `ignore`.',
  },
  IDC583: {
    cause:
      'The value stands behind an anchor that other places use, or in a file that other people share. Changing it there would change more than this one value.',
    example: {
      given: 'zip was changed in Kratos for Ada only.',
      wrong: {
        'identities/all.yaml':
          '- traits: { email: ada@example.com, zip: &office "01234" }\n- traits: { email: bob@example.com, zip: *office }\n',
      },
      right: {
        'identities/all.yaml':
          '- traits: { email: ada@example.com, zip: "01234" }\n- traits: { email: bob@example.com, zip: "01234" }\n',
      },
    },
    cure: 'Write the other places out, or change the file by hand.',
  },
  IDC584: {
    cause:
      'With the live values the document would break a rule, for instance one of the identity schema, or the next plan would block or remove somebody, so `accept` wrote nothing. A document without a key of its own is found by address and name: it would not find an account whose person has changed all of the name.',
    example: {
      given: 'The schema was made stricter after the value was set in Kratos.',
      wrong: '$ idctl accept ada',
      right: '$ idctl accept ada /traits/name/last',
    },
    cure: 'Accept only the pointers that are fine, or change the document by hand. If it would not find its account, add `idctl.key`, and the old key to `idctl.previously`.',
  },
  IDC601: {
    cause:
      'The password hash is damaged or of a kind that Kratos imports but cannot check. Nobody could sign in with it.',
    example: {
      wrong: {
        'identities/ada.yaml': `${email}credentials:\n  password: { config: { hashed_password: "5f4dcc3b5aa765d61d8327deb882cf99" } }\n`,
      },
      right: {
        'identities/ada.yaml': `${email}credentials:\n  password: { config: { hashed_password: "$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6" } }\n`,
      },
    },
    cure: 'Export the hash again and check that nothing was cut off. The guide "credentials" lists the formats that work.',
  },
  IDC602: {
    cause:
      'The plain password is empty, longer than Kratos can hash (72 bytes), or ends in a line break that nobody can type.',
    example: {
      wrong: {
        'identities/ada.yaml': `${email}credentials:\n  password:\n    config:\n      password: >\n        correct horse\n`,
      },
      right: {
        'identities/ada.yaml': `${email}credentials:\n  password:\n    config:\n      password: >-\n        correct horse\n`,
      },
    },
    cure: 'Shorten the password, or write |- or >- instead of | or >.',
  },
  IDC603: {
    cause:
      'The password hash has no salt, or a very short one. A digest of it could be guessed, so idctl keeps none, and cannot see when the hash in the file changes.',
    example: {
      given: 'The identity exists, and its hash was replaced in the file.',
      wrong: {
        'identities/ada.yaml': `${email}credentials:\n  password: { config: { hashed_password: "\${env:IDCTL_DOC_ADA}" } }\nidctl: { credentials_version: 1 }\n`,
      },
      right: {
        'identities/ada.yaml': `${email}credentials:\n  password: { config: { hashed_password: "\${env:IDCTL_DOC_ADA}" } }\nidctl: { credentials_version: 2 }\n`,
      },
    },
    cure: 'To write the new hash once, raise idctl.credentials_version. To keep the live one, delete it from the file.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
