import { type ExplainedDiagnostic, inFile } from './explanation.ts'

const email = 'traits:\n  email: ada@example.com\n'

const expiring = (day: string) => `${email}idctl: { expires: ${day} }\n`
const later = inFile('identities/ada.yaml', expiring('2027-01-31'), expiring('2028-01-31'))

/** Wrong for somebody inactive, right for the same person when active. */
function inState(block: string) {
  const person = `${email}${block}\n`
  return inFile('identities/ada.yaml', `state: inactive\n${person}`, `state: active\n${person}`)
}

/** IDC502 to IDC511: whose identity is whose. IDC521 and others: what a plan may not do, and what it warns of. */
export const matchingExplanations = {
  IDC502: {
    cause:
      'A document could stand for several live identities, or for one that is in question: its names lead to two accounts, to a copied mark, or to an account that was disabled earlier. idctl never picks one.',
    example: {
      given: 'Kratos has an identity with the key ada, and another one with the key bob.',
      ...inFile(
        'identities/ada.yaml',
        `${email}idctl: { key: lovelace, previously: [ada, bob] }\n`,
        `${email}idctl: { key: lovelace, previously: [ada] }\n`,
      ),
    },
    cure: 'Say which account it is: with idctl.key and one entry of `previously`, or with its external_id. A copied mark is removed with `idctl release --id`.',
  },
  IDC503: {
    cause:
      'Two documents claim the same live identity, for instance one by its key and the other by an entry of `previously`.',
    example: {
      given: 'Kratos has one identity, with the key bob.',
      wrong: {
        'identities/ada.yaml': `${email}idctl: { key: ada, previously: [bob] }\n`,
        'identities/bob.yaml': 'traits:\n  email: bob@example.com\nidctl: { key: bob, previously: [robert] }\n',
      },
      right: {
        'identities/ada.yaml': `${email}idctl: { key: ada }\n`,
        'identities/bob.yaml': 'traits:\n  email: bob@example.com\nidctl: { key: bob }\n',
      },
    },
    cure: 'Decide whose account it is. Give that document the key or the entry, and take it out of the other one.',
  },
  IDC504: {
    cause:
      'The identity that a document claims has the mark of another workspace: somebody else manages it with idctl.',
    example: {
      given: 'ada@example.com is managed by the workspace sales-1b2c.',
      wrong: '$ idctl plan',
      right: '$ idctl plan --take-over=ada@example.com',
    },
    cure: 'Let the other team release it (`idctl release KEY` in their folder), or take it over with --take-over=KEY after talking to them.',
  },
  IDC506: {
    cause:
      'The address of a document belongs to one live identity, while its file and the name of the person belong to another. Two people may have exchanged addresses, or an address was given to somebody new.',
    example: {
      given: 'ada.yaml was applied for Ada. Now the address of Bob stands in it, and that of Ada in bob.yaml.',
      wrong: { 'identities/ada.yaml': 'traits:\n  email: bob@example.com\n' },
      right: {
        'identities/ada.yaml':
          'traits:\n  email: bob@example.com\nidctl: { key: ada, previously: [ada@example.com] }\n',
      },
    },
    cure: 'Say whose document it is: give it an idctl.key, and `idctl.previously` with the former key of the right account.',
  },
  IDC507: {
    cause:
      'An entry of `idctl.previously` names one account, but the key, file or names of the document belong to another one. Often the entry is old and was never deleted.',
    example: {
      given: 'Kratos has identities with the keys ada and bob.',
      ...inFile(
        'identities/ada.yaml',
        `${email}idctl: { key: ada, previously: [bob] }\n`,
        `${email}idctl: { key: ada }\n`,
      ),
    },
    cure: 'Delete the entry if it is an old one. If it is right, first let go of the other account: rename or remove it, and apply.',
  },
  IDC511: {
    cause:
      'Several documents pass unique values (addresses, external_ids) around in a circle, and none of the accounts can take a temporary value in between. Kratos cannot exchange values in one step.',
    example: {
      given: 'ada has emp-1 and bob has emp-2, and neither is managed yet.',
      wrong: 'ada: emp-1 → emp-2\nbob: emp-2 → emp-1',
      right: 'ada: emp-1 → emp-3, then apply; bob: emp-2 → emp-1, ada: emp-3 → emp-2, then apply',
    },
    cure: 'Give one of them another value first and apply, then the final one. Adopt those that are not managed yet.',
  },
  IDC521: {
    cause:
      'A line was deleted from a document, but the identity schema requires that trait. Kratos would refuse the removal.',
    example: {
      given: 'The identity exists, and its schema requires email.',
      wrong: { 'identities/ada.yaml': 'traits:\n  name: { first: Ada }\nidctl: { key: ada }\n' },
      right: {
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\n  name: { first: Ada }\nidctl: { key: ada }\n',
      },
    },
    cure: 'Put the line back, or set its ownership to `ignore` to stop managing it.',
  },
  IDC530: {
    cause:
      'The person would be created without any way to sign in: no password, no code or recovery address, no link to another provider.',
    example: {
      given: 'The schema of devices has no address.',
      wrong: { 'identities/robot.yaml': 'schema_id: device\ntraits: { username: robot }\n' },
      right: {
        'identities/robot.yaml':
          'schema_id: device\ntraits: { username: robot }\ncredentials:\n  password: { config: { password: "${env:IDCTL_DOC_ROBOT}" } }\n',
      },
    },
    cure: 'Add a credential, give the schema a code or recovery address, or let `idctl.on_create` make a recovery link.',
  },
  IDC532: {
    cause:
      'An invitation was asked for somebody who is inactive. Kratos gives no recovery link or code to inactive accounts.',
    example: {
      given: 'The identity does not exist yet.',
      ...inState('idctl: { on_create: recovery_link }'),
    },
    cure: 'Create the identity active, or set on_create: null and use `idctl invite KEY` later.',
  },
  IDC550: {
    cause:
      'The server did not give its identity schemas, so idctl uses the *.schema.json files of the folder. They may differ from what the server has.',
    example: {
      given: 'Only the admin API can be reached from here.',
      wrong: 'kratos: { admin_url: "https://kratos-admin.internal" }',
      right: 'kratos: { admin_url: "https://kratos-admin.internal", public_url: "https://auth.example.com" }',
    },
    cure: 'Make the schemas readable, for instance by setting `kratos.public_url`. With the files alone the plan is only as good as they are.',
  },
  IDC560: {
    cause:
      'The document uses something that this version of Kratos cannot do. Older versions would drop it without a word.',
    example: {
      given: 'The server is Kratos v1.3.1.',
      ...inFile('identities/ada.yaml', `external_id: emp-1\n${email}`, `${email}idctl: { key: emp-1 }\n`),
    },
    cure: 'Leave the line out, or upgrade Kratos to the version that the message names.',
  },
  IDC561: {
    cause:
      'The last trait with a login identifier would be removed, but this version of Kratos would go on accepting the old identifier. The person could still sign in with it.',
    example: {
      given: 'The identity has the username ada, and the server is older than the message asks for.',
      ...inFile(
        'identities/ada.yaml',
        'traits:\n  username: null\nidctl: { key: ada }\n',
        'traits:\n  username: ada-2\nidctl: { key: ada }\n',
      ),
    },
    cure: 'Change the identifier instead of removing it, or upgrade Kratos.',
  },
  IDC585: {
    cause:
      'A key in `required` of idctl.yaml has no document, or its document has expired. These people must never be missing.',
    example: {
      given: 'idctl.yaml says required: [root].',
      wrong: 'identities/ada.yaml',
      right: 'identities/ada.yaml\nidentities/root.yaml',
    },
    cure: 'Put the document back or give it a later date. Take the key out of `required` only if the person may really go. No flag overrides this.',
  },
  IDC586: {
    cause: 'The plan would remove somebody in `required` of idctl.yaml, or take away how they sign in.',
    example: {
      given: 'idctl.yaml says required: [ada].',
      ...inState('idctl: { key: ada }'),
    },
    cure: 'Correct the document, or take the key out of `required`. No flag overrides this.',
  },
  IDC587: {
    cause:
      'The day in `idctl.expires` is near. After that day the identity is removed as `removal` in idctl.yaml says. `expiry_notice` says how early this warning comes.',
    example: {
      given: 'Today is 25 January 2027.',
      ...later,
    },
    cure: 'Give the document a later day if the person stays. Otherwise do nothing.',
  },
  IDC588: {
    cause:
      'The day in `idctl.expires` is over, but there is nothing to remove: the identity does not exist, or idctl does not manage it.',
    example: {
      given: 'Today is 25 February 2027, and there is no such identity.',
      ...later,
    },
    cure: 'Delete the document, or give it a later day.',
  },
  IDC589: {
    cause:
      'The folder is a git checkout, but git cannot read it. Then idctl cannot tell whether the checkout is older than what was applied last.',
    example: {
      wrong: 'fatal: detected dubious ownership in repository',
      right: '$ git config --global --add safe.directory /work',
    },
    cure: 'Make `git status` work in the folder. To do without git, set `git: false` in idctl.yaml.',
  },
  IDC590: {
    cause:
      'Kratos still accepts a login identifier for an identity whose traits no longer have it. It can block other people who should get that identifier.',
    example: {
      given: 'The email was removed from the traits by an older version of Kratos, which kept the identifier.',
      wrong: 'traits: {}          # ada@example.com still signs in',
      right: 'traits: { email: ada@example.com }',
    },
    cure: 'Do what the hint says; it depends on the version of Kratos.',
  },
  IDC592: {
    cause:
      'The clock of this machine and that of the server are more than five minutes apart, or the server tells no time. Until they agree, nothing is removed because of a date alone.',
    example: { wrong: '12:00 here, 12:09 at the server', right: '12:09 here, 12:09 at the server' },
    cure: 'Set the clock that is wrong, usually by turning on NTP.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
