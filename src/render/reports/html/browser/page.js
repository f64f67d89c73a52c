/**
 * Makes the page searchable. It shows and hides what is there, opens and closes it, and reads its text; it makes no markup. Wherever it
 * does not run, the page can be read all the same.
 */
const rows = /** @type {HTMLElement[]} */ ([...document.getElementsByClassName('row')])
const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('main section')])
const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('button[data-facet]')])
const search = /** @type {HTMLInputElement | null} */ (document.getElementById('search'))
const opener = document.getElementById('open')
const theme = document.getElementById('theme')
const status = document.getElementById('status')

/**
 * The text of each row in lower case, made when it is first searched for.
 * @type {Map<HTMLElement, string>}
 */
const texts = new Map()

/** @param {HTMLElement} row */
function textOf(row) {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = (row.textContent ?? '').toLowerCase()
  texts.set(row, text)
  return text
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

function filter() {
  const wanted = [...wantedValues()]
  const words = (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  let shown = 0
  for (const row of rows) {
    const fits =
      wanted.every(([facet, values]) => {
        const own = (row.dataset[facet] ?? '').split(' ')
        return values.some((value) => own.includes(value))
      }) && words.every((word) => textOf(row).includes(word))
    if (row.hidden === fits) row.hidden = !fits
    if (fits) shown += 1
  }
  for (const section of sections) section.hidden = section.querySelector('.row:not([hidden])') === null
  if (status) status.textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`
}

function shownRows() {
  return rows.filter((row) => !row.hidden)
}

/** @param {HTMLElement} row */
function handleOf(row) {
  return row.querySelector('summary') ?? row
}

/**
 * Moves the focus from row to row.
 * @param {1 | -1} step
 */
function move(step) {
  const shown = shownRows()
  const focused = /** @type {HTMLElement} */ (document.activeElement?.closest('.row'))
  const at = shown.indexOf(focused)
  const next = shown[at < 0 ? 0 : Math.min(Math.max(at + step, 0), shown.length - 1)]
  if (next === undefined) return
  const handle = handleOf(next)
  if (handle === next) next.tabIndex = -1
  handle.focus()
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
  const isInRow = document.activeElement?.closest('.row') != null
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
  for (const row of shownRows()) {
    const details = row.querySelector('details')
    if (details) details.open = isOpen
  }
}

function toggleAll() {
  const isClosed = shownRows().some((row) => row.querySelector('details:not([open])') !== null)
  openShown(isClosed)
  if (opener) opener.textContent = isClosed ? 'Close all' : 'Open all'
}

function toggleTheme() {
  const { dataset } = document.documentElement
  const isDark = dataset['theme'] ? dataset['theme'] === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  dataset['theme'] = isDark ? 'light' : 'dark'
}

for (const button of buttons) {
  button.disabled = false
  button.addEventListener('click', () => {
    button.ariaPressed = button.ariaPressed === 'true' ? 'false' : 'true'
    filter()
  })
}
for (const control of [search, opener, theme]) control?.removeAttribute('disabled')
search?.addEventListener('input', filter)
opener?.addEventListener('click', toggleAll)
theme?.addEventListener('click', toggleTheme)
document.addEventListener('keydown', press)
// What is printed is what is shown, and all of it.
addEventListener('beforeprint', () => openShown(true))
filter()
