import { pick, type Random } from './random.ts'

/** One generated person with consistent data. */
export interface Person {
  /** From 1001. */
  readonly number: number
  /** Unique within a population. */
  readonly username: string
  /** Unique within a population of ten million; a valid number in E.164. */
  readonly phone: string
  /** RFC 3339. */
  readonly startedAt: string
  /** A plausible text of this person for a property of this name. */
  textFor(property: string): string
}

const givenNames = listOf(
  'Ada Amina Anton Bea Carlos Chen Dana Diego Elif Emil Fatou Greta Hana Hugo Ines Ivan Jana Jonas Kofi Lena Liam Mai Marta Mateo Mila Nadia Nils Noor Olga Omar Paula Priya Rosa Sami Sofia Tariq Tomas Uma Vera Wei Yara Zoe',
)
const familyNames = listOf(
  'Abebe Andersson Bauer Berg Costa Dubois Eriksen Farah Ferrari Garcia Haddad Hansen Ito Ivanova Jensen Kaya Keller Kim Kowalski Lange Lopez Maier Mensah Moreau Nakamura Nguyen Novak Okafor Olsen Patel Petrov Rossi Santos Sato Schmidt Silva Tanaka Torres Weber Yilmaz Zhang',
)
const words: Readonly<Record<string, readonly string[]>> = {
  department: listOf('Engineering Finance Legal Marketing Operations People Sales Support'),
  role: listOf('admin analyst auditor designer editor engineer manager viewer'),
  city: listOf('Berlin Lagos Lima Lyon Osaka Porto Quito Toronto'),
  country: listOf('BR CA DE FR JP NG PE PT'),
  language: listOf('de en es fr ja pt'),
  company: listOf('Acme Globex Initech Umbrella'),
  title: listOf('Accountant Architect Consultant Developer Director Engineer Manager'),
  group: listOf('blue gold green red silver'),
  word: listOf('alpha bravo delta echo kilo lima oscar sierra tango victor'),
}

/** Pattern of property names → source of their text; the first match decides. */
const hints: readonly (readonly [RegExp, string])[] = [
  [/^(first|given)|first_?name|given_?name/i, 'given'],
  [/^(last|family|sur)|last_?name|family_?name/i, 'family'],
  [/user|login|nick|handle|account|alias/i, 'username'],
  [/name/i, 'full'],
  [/phone|mobile|tel/i, 'phone'],
  [/mail/i, 'email'],
  [/dep|team|division|unit/i, 'department'],
  [/role|permission|scope/i, 'role'],
  [/city|town|location|office/i, 'city'],
  [/country|nation/i, 'country'],
  [/locale|lang/i, 'language'],
  [/company|org|tenant/i, 'company'],
  [/title|job|position/i, 'title'],
  [/group|tag|tier|plan/i, 'group'],
  [/number|_?id$|code/i, 'number'],
]

export function createPerson(index: number, seed: number, random: Random): Person {
  const given = pick(givenNames, random)
  const family = pick(familyNames, random)
  const number = 1001 + index
  const username = `${given}.${family}.${number}`.toLowerCase()
  const phone = `+4915${String(510_000_000 + ((index + seed * 100_003) % 10_000_000)).padStart(9, '0')}`
  const startedAt = new Date(Date.UTC(2015, 0, 1) + Math.floor(random() * 3650) * 86_400_000).toISOString()
  const known = new Map([
    ['given', given],
    ['family', family],
    ['full', `${given} ${family}`],
    ['username', username],
    ['phone', phone],
    ['email', `${username}@example.com`],
    ['number', String(number)],
  ])
  return {
    number,
    username,
    phone,
    startedAt: startedAt.replace('.000Z', 'Z'),
    textFor(property) {
      const hint = hints.find(([pattern]) => pattern.test(property))?.[1] ?? 'word'
      return known.get(hint) ?? pick(words[hint] ?? [''], random)
    },
  }
}

function listOf(text: string): readonly string[] {
  return text.split(' ')
}
