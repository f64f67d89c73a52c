/**
 * Makes the page searchable. It shows and hides what is there, opens and closes it, and reads its text. Of a large page it unpacks rows, and
 * draws those that are shown; they are markup already, made and escaped like all others. It makes none itself. Wherever it does not run, the page
 * can be read all the same, as far as it is not packed.
 */

/**
 * A row, which is drawn as an element or not.
 * @typedef {object} Row
 * @property {HTMLElement} [element]
 * @property {string} markup Empty for a row that was in the page from the beginning.
 * @property {Readonly<Record<string, string | undefined>>} values Those that it has of each facet, with spaces between them.
 * @property {string} [text] What can be searched for, in lower case; made when it is first searched for.
 */

/**
 * @typedef {object} Section
 * @property {HTMLElement} element
 * @property {Element | null} list
 * @property {Row[]} rows
 * @property {HTMLElement | null} more The line below a section of which some rows are packed.
 * @property {number} most So many rows are shown; of a section without packed rows, all.
 */

/** So many rows are drawn at a time. */
const step = 500
/** Stands between rows that are packed together. */
const betweenRows = '\u001e'

const sections = [...document.querySelectorAll('main section')].map((element) => {
  const more = /** @type {HTMLElement | null} */ (element.querySelector('.more'))
  const rows = /** @type {HTMLElement[]} */ ([...element.getElementsByClassName('row')])
  return /** @type {Section} */ ({
    element,
    list: element.querySelector('.rows'),
    rows: rows.map((row) => ({ element: row, markup: '', values: row.dataset })),
    more,
    most: more === null ? Number.POSITIVE_INFINITY : Math.max(rows.length, step),
  })
})
const packs = [...document.querySelectorAll('template')]
/** How many rows are still packed. */
let waiting = packs.reduce((sum, { dataset }) => sum + Number(dataset['rows']), 0)
const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('button[data-facet]')])
const search = /** @type {HTMLInputElement | null} */ (document.getElementById('search'))
const opener = document.getElementById('open')
const theme = document.getElementById('theme')
const status = document.getElementById('status')
/** Where markup becomes elements: nothing in it is loaded or run. */
const shell = document.createElement('template')
let canUnpack = true
let isAllOpen = false

/** @param {Row} row */
function textOf(row) {
  row.text ??= (row.element?.textContent ?? textIn(row.markup)).toLowerCase()
  return row.text
}

/** @type {Readonly<Record<string, string>>} */
const signs = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/**
 * What a browser would show of markup: in ours a `<` or `>` is always one of a tag.
 * @param {string} markup
 */
function textIn(markup) {
  return markup.replaceAll(/<[^>]*>/g, '').replaceAll(/&(?:lt|gt|quot|#39|amp);/g, (sign) => signs[sign] ?? '')
}

/**
 * For each facet the values that are asked for; facets without any are left out.
 * @returns {Map<string, string[]>}
 */
function wantedValues() {
  const wanted = new Map()
  for (const { ariaPressed, dataset } of buttons) {
    if (ariaPressed !== 'true') continue
    const { facet = '', value = '' } = dataset
    wanted.set(facet, [...(wanted.get(facet) ?? []), value])
  }
  return wanted
}

/** @returns {(row: Row) => boolean} */
function asked() {
  const wanted = [...wantedValues()]
  const words = (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return (row) =>
    wanted.every(([facet, values]) => {
      const own = (row.values[facet] ?? '').split(' ')
      return values.some((value) => own.includes(value))
    }) && words.every((word) => textOf(row).includes(word))
}

/** Somebody asks for other rows: of each section its first ones are shown. */
function filter() {
  for (const section of sections) if (section.more !== null) section.most = step
  show()
}

function show() {
  const fits = asked()
  let found = 0
  let total = waiting
  for (const section of sections) {
    found += showSection(section, fits)
    total += section.rows.length
  }
  if (status === null) return
  const all = `${total} rows`
  if (!canUnpack) status.textContent = `${found} of ${all}; this browser cannot read ${waiting} of them`
  else if (waiting > 0) status.textContent = `Reading ${all}`
  else status.textContent = found === total ? all : `${found} of ${all}`
}

/**
 * @param {Section} section
 * @param {(row: Row) => boolean} fits
 * @returns how many rows fit
 */
function showSection(section, fits) {
  const { element, rows, more, most } = section
  let found = 0
  /** @type {HTMLElement | undefined} */
  let before
  for (const row of rows) {
    const isFound = fits(row)
    if (isFound) found += 1
    const isShown = isFound && found <= most
    if (isShown && row.element === undefined) draw(row, before, section)
    if (row.element === undefined) continue
    if (row.element.hidden === isShown) row.element.hidden = !isShown
    before = row.element
  }
  element.hidden = found === 0
  if (more !== null) tellMore(more, found - most)
  return found
}

/**
 * @param {Row} row
 * @param {HTMLElement | undefined} before The row of the page after which it stands.
 * @param {Section} section
 */
function draw(row, before, { list }) {
  shell.innerHTML = row.markup
  const element = /** @type {HTMLElement} */ (shell.content.firstElementChild)
  const details = element.querySelector('details')
  if (details && isAllOpen) details.open = true
  if (before === undefined) list?.prepend(element)
  else before.after(element)
  row.element = element
}

/**
 * @param {HTMLElement} more
 * @param {number} left How many rows that fit are not shown.
 */
function tellMore(more, left) {
  more.hidden = left <= 0
  const [text] = more.getElementsByTagName('span')
  if (text) text.textContent = `${left} more ${left === 1 ? 'row' : 'rows'}`
  const [next, all] = more.getElementsByTagName('button')
  if (next) next.textContent = `Show ${Math.min(left, step)} more`
  if (all) all.hidden = left <= step
}

/**
 * @param {Section} section
 * @param {number} most
 */
function showMore(section, most) {
  const before = section.most
  section.most = most
  show()
  const first = section.rows.filter(({ element }) => element?.hidden === false)[before]?.element
  if (first !== undefined) focusOn(first)
}

/** The rows and the lines below sections, which the keys lead through. */
function stops() {
  const shown = 'main section:not([hidden]) :is(.row, .more):not([hidden])'
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(shown)])
}

/** @returns {HTMLElement | undefined} */
function focusedStop() {
  return /** @type {HTMLElement | undefined} */ (document.activeElement?.closest('.row, .more') ?? undefined)
}

/** @param {HTMLElement} stop */
function focusOn(stop) {
  const handle = /** @type {HTMLElement} */ (stop.querySelector('summary, button') ?? stop)
  if (handle === stop) handle.tabIndex = -1
  handle.focus()
}

/**
 * Moves the focus from row to row.
 * @param {1 | -1} step
 */
function move(step) {
  const all = stops()
  const focused = focusedStop()
  const at = focused === undefined ? -1 : all.indexOf(focused)
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]
  if (next !== undefined) focusOn(next)
}

function showAll() {
  if (search) search.value = ''
  for (const button of buttons) button.ariaPressed = 'false'
  filter()
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const isTyping = event.target === search
  const isInRow = focusedStop() !== undefined
  if (event.key === 'Escape') showAll()
  else if (isTyping && (event.key === 'Enter' || event.key === 'ArrowDown')) move(1)
  else if (isTyping) return
  else if (event.key === '/') search?.focus()
  else if (event.key === 'j' || (isInRow && event.key === 'ArrowDown')) move(1)
  else if (event.key === 'k' || (isInRow && event.key === 'ArrowUp')) move(-1)
  else return
  event.preventDefault()
}

/** @param {boolean} isOpen */
function openShown(isOpen) {
  for (const row of stops()) {
    const details = row.querySelector('details')
    if (details) details.open = isOpen
  }
}

function toggleAll() {
  isAllOpen = stops().some((row) => row.querySelector('details:not([open])') !== null)
  openShown(isAllOpen)
  if (opener) opener.textContent = isAllOpen ? 'Close all' : 'Open all'
}

function toggleTheme() {
  const { dataset } = document.documentElement
  const isDark = dataset['theme'] ? dataset['theme'] === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  dataset['theme'] = isDark ? 'light' : 'dark'
}

/**
 * The values of all rows that begin with the same tag.
 * @type {Map<string, Row['values']>}
 */
const valuesOfTags = new Map()

/**
 * @param {string} markup
 * @returns {Row}
 */
function rowOf(markup) {
  const [tag = ''] = markup.split('>', 1)
  const pairs = [...tag.matchAll(/ data-(\w+)="([^"]*)"/g)].map(([, name, values]) => [name, values])
  const values = valuesOfTags.get(tag) ?? Object.fromEntries(pairs)
  valuesOfTags.set(tag, values)
  return { markup, values, text: textIn(markup).toLowerCase() }
}

/**
 * @param {HTMLTemplateElement} pack
 * @returns {Promise<Row[]>}
 */
async function unpack(pack) {
  const bytes = Uint8Array.from(atob(pack.content.textContent ?? ''), (sign) => sign.charCodeAt(0))
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  return (await new Response(text).text()).split(betweenRows).map(rowOf)
}

/** Pack after pack, so that the page can be used meanwhile. */
async function unpackAll() {
  try {
    for (const pack of packs) {
      const section = sections.find(({ element }) => element === pack.parentElement)
      const rows = await unpack(pack)
      section?.rows.push(...rows)
      waiting -= rows.length
      pack.remove()
    }
  } catch {
    canUnpack = false
  }
  show()
}

for (const button of buttons) {
  button.disabled = false
  button.addEventListener('click', () => {
    button.ariaPressed = button.ariaPressed === 'true' ? 'false' : 'true'
    filter()
  })
}
for (const section of sections) {
  const [next, all] = section.more?.getElementsByTagName('button') ?? []
  for (const button of [next, all]) button?.removeAttribute('disabled')
  next?.addEventListener('click', () => showMore(section, section.most + step))
  all?.addEventListener('click', () => showMore(section, Number.POSITIVE_INFINITY))
}
for (const control of [search, opener, theme]) control?.removeAttribute('disabled')
search?.addEventListener('input', filter)
opener?.addEventListener('click', toggleAll)
theme?.addEventListener('click', toggleTheme)
document.addEventListener('keydown', press)
// What is printed is what is shown, and all of it.
addEventListener('beforeprint', () => openShown(true))
show()
if (packs.length > 0) await unpackAll()
