// Written by `npm run docs` from the files in browser/.
import { html } from './markup.ts'

export const contentPolicy = `default-src 'none'; style-src 'sha256-C5Qg9Ut4vlnxnmQEnF5cK7j2vtrBolQn+wtfB9D3hOw='; script-src 'sha256-tuYVBG0uflrVFa6zRs2a1WVbjUwHR3QC3sNX3sHimoA='; base-uri 'none'; form-action 'none'`

export const style = html`<style>:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #15171b);
  --raised: light-dark(#f5f6f8, #1d2026);
  --line: light-dark(#e2e5ea, #30353e);
  --ink: light-dark(#1b1e24, #e7e9ee);
  --soft: light-dark(#59606d, #a4acb9);
  --link: light-dark(#0b57c2, #8ab4f8);
  --green: light-dark(#156b35, #7bd397);
  --blue: light-dark(#1e50a8, #93b9ff);
  --teal: light-dark(#0b6670, #71ccd6);
  --brown: light-dark(#745008, #dcb35c);
  --orange: light-dark(#99450b, #ffab66);
  --red: light-dark(#b1271f, #ff938a);
  --plum: light-dark(#7d2267, #efa0d8);
  --grey: light-dark(#59606d, #a4acb9);
  --come: light-dark(#e4f3e8, #1b3323);
  --go: light-dark(#fbe9e7, #402321);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  scroll-padding-top: 9rem;
  scroll-padding-bottom: 2rem;
}
:root[data-theme="light"] {
  color-scheme: light;
}
:root[data-theme="dark"] {
  color-scheme: dark;
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  max-width: 70rem;
  padding: 0 1.5rem 4rem;
  background: var(--ground);
  color: var(--ink);
  font:
    0.9375rem / 1.5 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Helvetica Neue",
    sans-serif;
  font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere;
}
p,
h1,
h2,
dl,
dd,
ul {
  margin: 0;
  padding: 0;
}
a {
  color: var(--link);
  text-underline-offset: 0.2em;
}
a:not(:hover) {
  text-decoration-color: transparent;
}
code,
kbd,
.key,
.leaves,
.place {
  font-family: var(--mono);
  font-size: 0.875em;
}
:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
}
.skip {
  position: absolute;
  left: -100vw;
}
.skip:focus {
  left: 1rem;
}

/* The verdict */
header {
  position: relative;
  padding: 2.25rem 0 1.25rem;
}
.command {
  color: var(--soft);
  font-family: var(--mono);
  font-size: 0.8125rem;
}
h1 {
  margin: 0.5rem 0 1rem;
  max-width: 52rem;
  font-size: 1.5rem;
  font-weight: 600;
  letter-spacing: -0.01em;
  line-height: 1.3;
  text-wrap: pretty;
}
.pill {
  margin-left: 0.5rem;
  padding: 0.1rem 0.5rem;
  border: 1px solid currentColor;
  border-radius: 1rem;
  font-size: 0.75rem;
}
.pill.bad {
  color: var(--red);
}
.pill.good {
  color: var(--green);
}
#theme {
  position: absolute;
  top: 2rem;
  right: 0;
}
.chart {
  fill: var(--grey);
  display: block;
  width: 100%;
  height: 0.625rem;
  border-radius: 0.3125rem;
  margin-bottom: 1.25rem;
}
.chart rect {
  stroke: var(--ground);
  stroke-width: 2px;
  vector-effect: non-scaling-stroke;
}
.facts {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 2rem;
}
.facts dt {
  color: var(--soft);
  font-size: 0.75rem;
}
.alert {
  margin-top: 1rem;
  padding: 0.75rem 1rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--raised);
}
.alert p > b:first-child {
  color: var(--red);
}
.alert > details > summary {
  cursor: pointer;
}
.wide {
  overflow-x: auto;
}
table {
  margin-top: 0.5rem;
  border-collapse: collapse;
  font-size: 0.875rem;
}
th,
td {
  padding: 0.2rem 1.5rem 0.2rem 0;
  text-align: left;
  vertical-align: top;
  overflow-wrap: normal;
}
thead th {
  color: var(--soft);
  font-size: 0.75rem;
  font-weight: 400;
}
tbody th {
  font-weight: 400;
}
td.bad,
span.bad {
  color: var(--red);
}
td.good {
  color: var(--green);
}
.rule {
  color: var(--soft);
}

/* Search and filters */
.tools {
  position: sticky;
  top: 0;
  z-index: 1;
  margin: 0 -1.5rem;
  padding: 0.75rem 1.5rem;
  border-bottom: 1px solid var(--line);
  background: var(--ground);
}
@media (scripting: none) {
  .find,
  .keys,
  .more button,
  #theme {
    display: none;
  }
  .tools {
    position: static;
  }
}
.find {
  display: flex;
  align-items: center;
  gap: 0.75rem;
}
input,
button {
  font: inherit;
  color: inherit;
}
input {
  flex: 1;
  min-width: 6rem;
  max-width: 28rem;
  padding: 0.35rem 0.7rem;
  border: 1px solid var(--soft);
  border-radius: 0.375rem;
  background: var(--ground);
}
button {
  padding: 0.15rem 0.6rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
  background: var(--raised);
  font-size: 0.8125rem;
  cursor: pointer;
}
button:hover {
  border-color: var(--soft);
}
button:disabled {
  cursor: default;
}
button[aria-pressed="true"] {
  border-color: currentColor;
  background: var(--ground);
  box-shadow: inset 0 0 0 1px currentColor;
}
#status {
  color: var(--soft);
  white-space: nowrap;
}
.filter {
  display: flex;
  flex-wrap: wrap;
  align-items: baseline;
  gap: 0.35rem 0.4rem;
  margin-top: 0.5rem;
}
.filter > span {
  min-width: 4.25rem;
  color: var(--soft);
  font-size: 0.8125rem;
}
.filter b {
  font-weight: 600;
}
.keys {
  margin-top: 0.5rem;
  color: var(--soft);
  font-size: 0.75rem;
}
kbd {
  padding: 0 0.3em;
  border: 1px solid var(--line);
  border-radius: 0.25em;
}
@media (hover: none) {
  .keys {
    display: none;
  }
}

/* Rows */
section {
  margin-top: 2rem;
}
h2 {
  font-size: 1.0625rem;
  font-weight: 600;
}
.count {
  margin-left: 0.25rem;
  color: var(--soft);
  font-weight: 400;
}
.about {
  color: var(--soft);
}
.rows {
  margin-top: 0.5rem;
  border-top: 1px solid var(--line);
  list-style: none;
}
.row {
  display: grid;
  grid-template-columns: minmax(0, 1fr) auto;
  gap: 0 0.75rem;
  border-bottom: 1px solid var(--line);
}
.row[hidden] {
  display: none;
}
.long .row {
  content-visibility: auto;
  contain-intrinsic-size: auto 2.25rem;
}
.row:focus-visible,
summary.head:focus-visible {
  outline-offset: -2px;
}
.head {
  display: grid;
  position: relative;
  grid-template-columns: 7.25rem minmax(0, 1fr);
  gap: 0 0.75rem;
  padding: 0.4rem 0.25rem 0.4rem 1.25rem;
  list-style: none;
}
.head::-webkit-details-marker {
  display: none;
}
summary.head {
  cursor: pointer;
}
summary.head::before {
  content: "";
  position: absolute;
  top: 0.9rem;
  left: 0.35rem;
  border: 0.25rem solid transparent;
  border-left: 0.35rem solid var(--soft);
}
[open] > summary.head::before {
  transform: translate(-0.1rem, 0.1rem) rotate(90deg);
}
summary.head:hover {
  background: var(--raised);
}
.badge {
  font-family: var(--mono);
  font-size: 0.8125rem;
  line-height: 1.85;
  white-space: pre;
}
.who {
  grid-column: 2;
}
.flush .who {
  grid-column: 1 / -1;
}
.key {
  font-weight: 600;
}
.name {
  margin-left: 0.5rem;
}
.place {
  color: var(--soft);
}
.row > .place {
  max-width: 24rem;
  padding: 0.4rem 0.25rem;
  text-align: right;
  line-height: 1.75;
}
a.place {
  color: var(--link);
}
.ways,
.head > .bad {
  grid-column: 2 / -1;
}
.faint {
  margin-left: 0.5rem;
  color: var(--soft);
  font-size: 0.8125rem;
}
.body {
  padding: 0 0.25rem 0.75rem 9.25rem;
}
.flush .body {
  padding-left: 1.25rem;
}
.said {
  max-width: 48rem;
}
.said > b {
  color: var(--soft);
  font-weight: 400;
}
.said.note > b {
  color: var(--brown);
}
.said.blocked > b {
  color: var(--plum);
}
.leaves {
  margin: 0.1rem 0 0.35rem;
}
.leaves > div {
  display: grid;
  grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr);
  gap: 0 1rem;
  padding: 0.1rem 0;
}
.leaves dt {
  color: var(--soft);
}
ins,
del {
  padding: 0.05rem 0.3rem;
  border-radius: 0.2rem;
  text-decoration: none;
  unicode-bidi: isolate;
  -webkit-box-decoration-break: clone;
  box-decoration-break: clone;
}
ins {
  background: var(--come);
  color: var(--green);
}
del {
  background: var(--go);
  color: var(--red);
}
q {
  quotes: none;
  unicode-bidi: isolate;
}
small {
  color: var(--soft);
  font-family: system-ui, sans-serif;
}
footer {
  margin-top: 3rem;
  color: var(--soft);
  font-size: 0.8125rem;
}

ul.people {
  list-style: none;
}

.more {
  display: flex;
  align-items: baseline;
  gap: 0.5rem;
  margin-top: 0.75rem;
  color: var(--soft);
}
.more[hidden] {
  display: none;
}

/* One colour for each kind of row; a word always says the same. */
.create,
.done,
.already-done,
.gained,
.ok {
  color: var(--green);
  fill: var(--green);
}
.update {
  color: var(--blue);
  fill: var(--blue);
}
.adopt,
.unmarked {
  color: var(--teal);
  fill: var(--teal);
}
.release,
.warning,
.kept,
.self-service {
  color: var(--brown);
  fill: var(--brown);
}
.disable,
.moved,
.skipped,
.admin-api,
.interrupted,
.unfinished,
.under-way {
  color: var(--orange);
  fill: var(--orange);
}
.delete,
.failed,
.error,
.gone,
.lost,
.activated-again,
.incomplete {
  color: var(--red);
  fill: var(--red);
}
.badge.blocked,
button.blocked,
rect.blocked {
  color: var(--plum);
  fill: var(--plum);
}
.none {
  color: var(--grey);
  fill: var(--grey);
}

@media (max-width: 44rem) {
  body {
    padding: 0 1rem 3rem;
  }
  .tools {
    position: static;
    margin: 0 -1rem;
    padding: 0.75rem 1rem;
  }
  h1 {
    font-size: 1.25rem;
  }
  #theme {
    top: 1.75rem;
  }
  .head {
    grid-template-columns: auto minmax(0, 1fr);
  }
  .row {
    grid-template-columns: minmax(0, 1fr);
  }
  .row > .place {
    padding: 0 0.25rem 0.4rem 1.25rem;
    text-align: left;
  }
  .body {
    padding-left: 1.25rem;
  }
  .leaves > div {
    grid-template-columns: minmax(0, 1fr);
  }
  .leaves dd {
    padding-left: 0.75rem;
  }
}
@media print {
  :root,
  :root[data-theme] {
    color-scheme: light;
  }
  body {
    max-width: none;
    padding: 0;
    font-size: 10pt;
  }
  .find,
  .keys,
  .more button,
  #theme,
  .skip {
    display: none;
  }
  .tools {
    position: static;
    border: 0;
  }
  .row,
  .long .row {
    content-visibility: visible;
    break-inside: avoid;
  }
  details::details-content {
    content-visibility: visible;
    block-size: auto;
  }
  ins,
  del,
  rect {
    print-color-adjust: exact;
  }
}
</style>`

export const script = html`<script type="module">/**
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
const betweenRows = '\\u001e'

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
 * What a browser would show of markup: in ours a \`<\` or \`>\` is always one of a tag.
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
  const words = (search?.value ?? '').toLowerCase().split(/\\s+/).filter(Boolean)
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
  const all = \`\${total} rows\`
  if (!canUnpack) status.textContent = \`\${found} of \${all}; this browser cannot read \${waiting} of them\`
  else if (waiting > 0) status.textContent = \`Reading \${all}\`
  else status.textContent = found === total ? all : \`\${found} of \${all}\`
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
  if (text) text.textContent = \`\${left} more \${left === 1 ? 'row' : 'rows'}\`
  const [next, all] = more.getElementsByTagName('button')
  if (next) next.textContent = \`Show \${Math.min(left, step)} more\`
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
  const pairs = [...tag.matchAll(/ data-(\\w+)="([^"]*)"/g)].map(([, name, values]) => [name, values])
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
</script>`
