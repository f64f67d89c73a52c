import type { GuardName } from '../change-codes.ts'
import type { Explanation } from './explanation.ts'

/** Guards refuse a plan that would change more than usual (exit 4). */
export const guardExplanations: Readonly<Record<GuardName, Explanation & { readonly title: string }>> = {
  removals: {
    title: 'More people would go, or lose access, than the guard lets pass',
    cause:
      'The plan takes more people out of management, or takes away how they sign in, than the guard lets pass. A wrong folder, a lost file or a bad merge looks exactly like this.',
    example: {
      given: 'The plan deletes 7 of 40 people, and the limit is 3.',
      wrong: '$ idctl apply',
      right: '$ idctl apply --allow-removals=7',
    },
    cure: `Look at each row that the plan shows as a removal. If all are meant, consent with --allow-removals=N, where N is the number in the message. The limit is \`guards.removals\` in idctl.yaml.`,
  },
  replacements: {
    title: 'Accounts would go while new ones come that may be of the same people',
    cause:
      'The plan removes an account and creates an empty one for what may be the same person: the address, the file or the name is the same. That person would lose password, sessions and history.',
    example: {
      given: 'ada.yaml got a new key, so that the old account goes and a new one comes.',
      wrong: { 'identities/ada.yaml': 'traits: { email: ada@example.com }\nidctl: { key: lovelace }\n' },
      right: {
        'identities/ada.yaml': 'traits: { email: ada@example.com }\nidctl: { key: lovelace, previously: [ada] }\n',
      },
    },
    cure: `If it is the same person, write the old key into \`idctl.previously\`: the account then stays. If it is somebody else, consent with --allow-replacements=N. The limit is \`guards.replacements\` in idctl.yaml.`,
  },
  credentials: {
    title: 'More credentials of existing people would change than the guard lets pass',
    cause: 'The plan writes or deletes credentials of more existing people than the guard lets pass.',
    cure: `Check that these people should really get the credentials of the files. Then consent with --allow-credentials=N. The limit is \`guards.credentials\` in idctl.yaml.`,
  },
  field_removals: {
    title: 'More values would be taken away from people who stay than the guard lets pass',
    cause:
      'The plan removes more values from identities than the guard lets pass. Often lines were deleted from a _defaults.yaml, or a template lost a field.',
    cure: `Put the lines back, set \`ownership\` to \`ignore\` for what others own, or consent with --allow-field-removals=N. The limit is \`guards.field_removals\` in idctl.yaml.`,
  },
  identifier_changes: {
    title: 'More login identifiers would change than the guard lets pass',
    cause: 'The plan changes how more people sign in, or where they recover their account, than the guard lets pass.',
    cure: `Check the old and the new identifiers in the plan, then consent with --allow-identifier-changes=N. The limit is \`guards.identifier_changes\` in idctl.yaml.`,
  },
  adoptions: {
    title: 'More identities would be adopted than the guard lets pass',
    cause:
      'The plan would bring more identities under management that idctl did not manage before than the guard lets pass. This is usual when you start with an existing Kratos.',
    cure: `Check that the documents are about the right people, then consent with --allow-adoptions=N. The limit is \`guards.adoptions\` in idctl.yaml.`,
  },
  updates: {
    title: 'More identities would be updated than the guard lets pass',
    cause:
      'The plan changes more identities at once than the guard lets pass. A changed _defaults.yaml or setting can touch everybody.',
    cure: `Look at a few of the rows. If the change is meant for all, consent with --allow-updates=N. The limit is \`guards.updates\` in idctl.yaml.`,
  },
  recreations: {
    title: 'People would be created again who were there before and are gone',
    cause:
      'According to the inventory, these people were applied before, and their identities are gone. Perhaps somebody deleted them on purpose, or the URL is that of another server.',
    cure: `If they should come back as new accounts, consent with --allow-recreations=N. Otherwise delete their documents. The limit is \`guards.recreations\` in idctl.yaml.`,
  },
  swaps: {
    title: 'People would exchange login identifiers',
    cause:
      'Two people would get the login identifier of each other. If that is a mistake in the files, each could open the account of the other.',
    cure: `Check that both keep their own account, then consent with --allow-swaps=N. The limit is \`guards.swaps\` in idctl.yaml.`,
  },
}
