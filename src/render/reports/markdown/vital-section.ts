import type { Section } from './document.ts'
import type { Form, Item } from './fit.ts'
import { linesForm, listForm, wordsForm } from './rows.ts'

/** People none of whom may be left out, and how one of them is told: with less and less. */
export interface VitalPeople<Person> {
  readonly title: string
  readonly count: number
  /** Stand above all rows. */
  readonly said?: readonly string[]
  /** Reads them again each time. */
  people(): Iterable<Person>
  /** Rows of a list. */
  readonly rows: readonly ((person: Person) => string)[]
  /** Key and name; each with its own line break. `''` for who is told with somebody else. */
  line(person: Person): string
  /** The key; `''` for who is told with somebody else. */
  word(person: Person): string
  /** Forms that are better than all of these where they have room. */
  readonly first?: readonly Form[]
}

/** Every one of the people is named as long as there is any room, in the end by the key alone. */
export function vitalSection<Person>(given: VitalPeople<Person>): Section {
  const { title, count, said = [], people, rows, line, word, first = [] } = given
  const heading = `${title} (${count})`
  const each = (text: (person: Person) => string) =>
    function* items(): Generator<Item> {
      for (const person of people()) yield { text: text(person), count: word(person) === '' ? 0 : 1 }
    }
  return {
    title,
    count,
    isVital: true,
    forms: [
      ...first,
      ...rows.map((text) => listForm(heading, each(text), said)),
      linesForm(heading, each(line)),
      wordsForm(heading, function* keys() {
        for (const person of people()) {
          const text = word(person)
          if (text !== '') yield text
        }
      }),
    ],
  }
}
