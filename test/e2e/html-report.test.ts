import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import { html as htmlPage } from '../../src/render/reports/html.ts'
import type { ReportSheet, ReportSubject } from '../../src/render/reports/report-format.ts'
import { chromiumPath, openBrowser } from '../support/browser.ts'
import { further, isDeep, someOf } from '../support/depth.ts'
import { poisonPlan } from '../support/poison.ts'
import { driftOfManyKinds } from '../unit/render/screen-drift.ts'
import { manyKinds, manyPeople, powerfulPeople } from '../unit/render/screen-plans.ts'
import { fiveMistakes, killedRun, now, someFailures, someRuns } from '../unit/render/screen-runs.ts'
import { runCli } from './run-cli.ts'

const sheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'refused',
  masked: false,
  prefix: 'ops/',
  configFile: 'idctl.yaml',
  linkBase: 'https://git.example/acme/people/blob/1f',
}

const htmlOf = (subject: ReportSubject) => [...htmlPage({ subject }, sheet)].join('')
const planHtml = (plan: Plan) => htmlOf({ kind: 'plan', plan: shownPlan(plan) })

/** Says in the report of the tests why nothing was tried. */
const reason = chromiumPath === undefined ? 'skipped: there is no Chromium on PATH' : 'in a real Chromium'

describe.skipIf(chromiumPath === undefined)(`an HTML report ${reason}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-html-')))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let files = 0

  /** Opens a page as a file, and fails the test for whatever the browser complains of. */
  /** As patient as the tests: no step may depend on how fast a machine is. */
  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage(options)
    page.setDefaultTimeout(0)
    return page
  }

  async function open(html: string, options: BrowserContextOptions = {}): Promise<Page> {
    const file = join(folder, `${files++}.html`)
    writeFileSync(file, html)
    const page = await newPage(options)
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    onTestFinished(async () => {
      await page.close()
      expect(complaints).toEqual([])
    })
    await page.goto(pathToFileURL(file).href)
    return page
  }

  const keysShown = async (page: Page) => page.locator('.key:visible').allTextContents()

  test('the search hides the rows without its words, also those of values and files', async () => {
    const page = await open(planHtml(manyKinds()))
    const all = await keysShown(page)
    await page.getByRole('searchbox').fill('marketing')
    expect(await keysShown(page)).toEqual([])
    await page.getByRole('searchbox').fill('BRANDT delete')
    expect(await keysShown(page)).toEqual(['emp-1003'])
    expect(await page.getByRole('status').textContent()).toBe('1 of 12 rows')
    expect(await page.locator('h2:visible').count()).toBe(1)
    await page.getByRole('searchbox').fill('cost_center')
    expect(await keysShown(page)).toEqual(['emp-1007'])
    await page.keyboard.press('Escape')
    expect(await keysShown(page)).toEqual(all)
  })

  further('filters by action and by cause go together', async () => {
    const page = await open(planHtml(manyKinds()))
    const button = (name: RegExp) => page.getByRole('button', { name })
    await button(/^update/).click()
    await button(/^disable/).click()
    expect(await keysShown(page)).toEqual(['emp-1001', 'emp-1004', 'emp-1000', 'emp-1007'])
    await button(/^drift/).click()
    expect(await keysShown(page)).toEqual(['emp-1000', 'emp-1007'])
    expect(await button(/^drift/).getAttribute('aria-pressed')).toBe('true')
    await button(/^drift/).click()
    await button(/^disable/).click()
    expect(await keysShown(page)).toEqual(['emp-1004', 'emp-1000', 'emp-1007'])
  })

  further('keys lead to the search, through the rows, and open them', async () => {
    const page = await open(planHtml(manyPeople(40)))
    const focused = () => page.locator('.row:focus-within .key').textContent()
    await page.keyboard.press('j')
    expect(await focused()).toBe('old-0')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    expect(await focused()).toBe('old-1')
    await page.keyboard.press('/')
    await page.keyboard.type('emp-7')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('emp-7')
    const value = page.getByText('"marketing"').locator('visible=true')
    expect(await value.count()).toBe(0)
    await page.keyboard.press('Enter')
    expect(await value.count()).toBe(1)
    await page.keyboard.press('Enter')
    expect(await value.count()).toBe(0)
  })

  further('whoever loses something is first, and never folded away', async () => {
    const page = await open(planHtml(manyPeople(400)))
    expect(await page.locator('h2').first().textContent()).toBe('Removed 7')
    expect(await page.getByText('old.hand6@acme.example').isVisible()).toBe(true)
  })

  test('nothing that anybody wrote runs, and nothing is loaded', async () => {
    const attack = '</title></script><script>window.owned=1</script><img src="/owned.png" onerror="window.owned=1">'
    const html = planHtml({ ...poisonPlan(manyKinds(), attack), target: attack, workspace: attack })
    const requests: string[] = []
    const server = createServer(({ url }, response) => {
      requests.push(url ?? '')
      response.setHeader('content-type', 'text/html').end(html)
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    const page = await newPage()
    onTestFinished(() => page.close())
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page`)
    await page.getByRole('searchbox').fill('emp-1003')
    await page.getByRole('button', { name: 'Open all' }).click()
    expect(await page.evaluate('window.owned')).toBeUndefined()
    expect(await page.locator('img, script:not([type=module])').count()).toBe(0)
    expect(requests).toEqual(['/page'])
  })

  test('what came into the markup all the same could not run', async () => {
    const injected = `<script>window.owned=1</script><img src="/owned.png" onerror="window.owned=1">
      <p onclick="window.owned=1" style="position:fixed;inset:0">click</p><form action="/owned"><button>go</button></form>`
    const file = join(folder, 'injected.html')
    writeFileSync(file, planHtml(manyKinds()).replace('</main>', `${injected}</main>`))
    const page = await newPage()
    onTestFinished(() => page.close())
    const requests: string[] = []
    page.on('requestfinished', (request) => requests.push(request.url()))
    await page.goto(pathToFileURL(file).href)
    await page.evaluate('document.querySelector("[onclick]").click()')
    await page.evaluate('document.querySelector("form").requestSubmit()')
    expect(await page.evaluate('window.owned')).toBeUndefined()
    expect(page.url()).toBe(pathToFileURL(file).href)
    expect(await page.evaluate('getComputedStyle(document.querySelector("[onclick]")).position')).toBe('static')
    expect(requests).toEqual([pathToFileURL(file).href])
  })

  const statusOf = (page: Page) => page.getByRole('status').textContent()
  const rowsShown = (page: Page) => page.evaluate('document.querySelectorAll(".row:not([hidden])").length')

  /** Opens a page of which some rows are packed, and waits until they are there. */
  async function openPacked(html: string, rows: number): Promise<Page> {
    const page = await open(html)
    await page
      .getByRole('status')
      .filter({ hasText: `${rows} rows` })
      .filter({ hasNotText: 'Reading' })
      .waitFor()
    return page
  }

  test.runIf(isDeep).each([1000, 50_000])('twice %d rows can be searched and filtered', async (count) => {
    const page = await openPacked(planHtml(manyPeople(count)), 2 * count + 23)
    const last = `emp-${count - 1}`
    await page.locator('#search').fill(last)
    expect(await rowsShown(page)).toBe(1)
    expect(await keysShown(page)).toEqual([last])
    await page.keyboard.press('Escape')
    await page.locator('button.delete').click()
    expect(await rowsShown(page)).toBe(7)
    expect(await statusOf(page)).toBe(`7 of ${2 * count + 23} rows`)
  })

  describe('a page of which some rows are packed', () => {
    const plan = manyPeople(2600)
    const html = planHtml(plan)
    const created = plan.changes.filter(({ action }) => action === 'create').length

    /**
     * Presses a button below a long list with the keyboard. With a mouse it can miss: rows get their height only once they come into view, and
     * the button moves between the press and the release when they do.
     */
    async function press(button: Locator): Promise<void> {
      await button.focus()
      await button.press('Enter')
    }

    test('finds each of them, by what a row in the page is found by', async () => {
      const page = await openPacked(html, 5223)
      const search = page.getByRole('searchbox')
      for (const [words, found] of [
        ['new-2599', 'new-2599'],
        ['person2598@acme.example', 'new-2598'],
        ['all.yaml:15559', 'new-2593'],
        ['CREATE person2597', 'new-2597'],
        ['person2596@acme.example"', 'new-2596'],
      ] as const) {
        await search.fill(words)
        expect(await keysShown(page)).toEqual([found])
        expect(await statusOf(page)).toBe('1 of 5223 rows')
      }
      await search.fill('summary')
      expect(await keysShown(page)).toEqual([])
    })

    further('counts and filters them as all others', async () => {
      const page = await openPacked(html, 5223)
      await page.locator('button.create').click()
      expect(await statusOf(page)).toBe(`${created} of 5223 rows`)
      expect(await page.locator('h2:visible').allTextContents()).toEqual([`New ${created}`])
      await page.locator('button.delete').click()
      expect(await statusOf(page)).toBe(`${created + 7} of 5223 rows`)
    })

    further('draws them in their order, when somebody asks for more', async () => {
      const page = await openPacked(html, 5223)
      const search = page.getByRole('searchbox')
      const inOrder = () =>
        page.evaluate(`(() => {
          const keys = [...document.querySelectorAll('.row:not([hidden]) .key')].map((key) => key.textContent)
          const news = keys.filter((key) => key.startsWith('new-')).map((key) => Number(key.slice(4)))
          return [news.length, news.every((number, index) => index === 0 || news[index - 1] < number)]
        })()`)
      // Drawn one by one before those that stand above them.
      for (const key of ['new-2500', 'new-1700', 'new-1900']) await search.fill(key)
      await page.keyboard.press('Escape')
      expect(await inOrder()).toEqual([500, true])
      const more = page.getByRole('button', { name: 'Show 500 more' })
      for (const shown of [1000, 1500, 2000, 2500]) {
        await press(more)
        expect(await inOrder()).toEqual([shown, true])
        expect(await page.locator('.row:focus-within .key').textContent()).toBe(`new-${shown - 500}`)
      }
      await press(page.getByRole('button', { name: `Show ${created - 2500} more` }))
      expect(await inOrder()).toEqual([2600, true])
      expect(await page.locator('.more:visible').count()).toBe(0)
      expect(await page.locator('.row').count()).toBe(5223)
    })

    further('shows them all at once, and opens what it draws where all is open', async () => {
      const page = await openPacked(html, 5223)
      await page.locator('button.create').click()
      await page.getByRole('button', { name: 'Open all' }).click()
      await press(page.getByRole('button', { name: 'Show all' }))
      expect(await rowsShown(page)).toBe(created)
      expect(await page.locator('.row:visible details:not([open])').count()).toBe(0)
    })

    further('lets the keys reach what is not drawn yet', async () => {
      const page = await openPacked(html, 5223)
      await page.locator('button.create').click()
      await page.locator('.row:visible').last().locator('summary').focus()
      await page.keyboard.press('j')
      expect(await page.evaluate('document.activeElement.textContent')).toMatch(/^Show \d+ more$/)
      await page.keyboard.press('k')
      expect(await page.locator('.row:focus-within').count()).toBe(1)
    })

    further('draws them as they would stand in the page', async () => {
      const page = await openPacked(html, 5223)
      await page.getByRole('searchbox').fill('new-2599')
      const [drawn, plain] = (await page.evaluate(`['new-2599', 'new-99'].map((wanted) =>
        [...document.querySelectorAll('.row')].find((row) => row.querySelector('.key').textContent === wanted).outerHTML)`)) as string[]
      expect(drawn?.replaceAll('2599', '99').replaceAll(/:\d+|L\d+/g, '')).toBe(
        plain?.replaceAll(/ hidden=""|:\d+|L\d+/g, ''),
      )
    })

    test('shows as text what anybody wrote into them', async () => {
      const attack =
        '</template></li><script>window.owned=1</script><img src="/owned.png" onerror="window.owned=1">&lt;'
      const page = await openPacked(planHtml(poisonPlan(plan, attack)), 5223)
      const requests: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      await page.getByRole('searchbox').fill('onerror="window.owned=1">&lt;')
      expect(await page.locator('.more:visible button').count()).toBeGreaterThan(0)
      for (const button of await page.getByRole('button', { name: 'Show all' }).all()) {
        if (await button.isVisible()) await press(button)
      }
      expect(await page.evaluate('window.owned')).toBeUndefined()
      expect(await page.locator('img, script:not([type=module])').count()).toBe(0)
      expect(requests).toEqual([])
    })

    further('says without scripts how many rows are missing, and has the first ones of each section', async () => {
      const page = await open(html, { javaScriptEnabled: false })
      expect(await page.getByText('more rows, which a browser shows with JavaScript').allTextContents()).toEqual([
        '2208 more rows, which a browser shows with JavaScript',
      ])
      expect(await page.getByRole('button', { name: 'Show all' }).isVisible()).toBe(false)
      expect(await page.getByText('old.hand6@acme.example').isVisible()).toBe(true)
      expect(await page.locator('section').last().locator('.row').count()).toBeGreaterThan(0)
    })

    further('says so where the packed rows cannot be read', async () => {
      const page = await open(html.replace(/(<template data-rows="\d+">.{2000}).{8}/, '$1AAAAAAAA'))
      await page.getByText('this browser cannot read').waitFor()
      expect(await statusOf(page)).toMatch(/^\d+ of 5223 rows; this browser cannot read \d+ of them$/)
      await page.getByRole('searchbox').fill('old-3')
      expect(await keysShown(page)).toEqual(['old-3'])
    })
  })

  const subjects: Readonly<Record<string, ReportSubject>> = {
    plan: { kind: 'plan', plan: shownPlan(manyKinds()) },
    power: { kind: 'plan', plan: shownPlan(powerfulPeople()) },
    drift: { kind: 'drift', found: driftOfManyKinds(), answers: ['Undo: idctl apply'] },
    check: { kind: 'check', check: { files: 3, documents: 9, diagnostics: fiveMistakes.diagnostics } },
    run: {
      kind: 'run',
      report: someFailures(3),
      facts: { command: 'apply', milliseconds: 1234, run: '20261127T000000.000Z-874d4a' },
      place: { target: 'prod', workspace: 'acme' },
    },
    runs: { kind: 'runs', runs: [...someRuns(3), { run: '20261127T000000.000Z-ffffff', problem: 'it is empty' }], now },
    story: { kind: 'story', run: killedRun(3) },
  }

  describe.each(someOf(Object.entries(subjects), 7))('%s', (_, subject) => {
    test.each(someOf(['light', 'dark'] as const, 2))('has labels, landmarks and contrast, %s', async (colorScheme) => {
      const page = await open(htmlOf(subject), { colorScheme })
      await page.evaluate(axe.source)
      const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
      expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([])
    })

    further('fits a phone', async () => {
      const page = await open(htmlOf(subject), { viewport: { width: 360, height: 640 } })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    })
  })

  further('dark and light follow the system, and the button', async () => {
    const ground = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await open(planHtml(manyKinds()), { colorScheme: 'light' })
    const dark = await open(planHtml(manyKinds()), { colorScheme: 'dark' })
    const [white, black] = [await ground(light), await ground(dark)]
    expect(white).not.toBe(black)
    await light.getByRole('button', { name: 'Dark or light' }).click()
    expect(await ground(light)).toBe(black)
    await light.getByRole('button', { name: 'Dark or light' }).click()
    expect(await ground(light)).toBe(white)
  })

  further('on paper everything is open, and nothing is left that only a screen needs', async () => {
    const page = await open(planHtml(manyPeople(40)), { javaScriptEnabled: false })
    const value = page.getByText('"marketing"').first()
    expect(await value.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect((await value.boundingBox())?.height).toBeGreaterThan(0)
    expect(await page.locator('input').isVisible()).toBe(false)
  })

  further('without scripts it can be read and opened', async () => {
    const page = await open(planHtml(manyPeople(40)), { javaScriptEnabled: false })
    expect(await keysShown(page)).toHaveLength(88)
    const row = page.locator('.row', { hasText: 'emp-7' }).first()
    await row.locator('summary').click()
    expect(await row.getByText('"marketing"').isVisible()).toBe(true)
    expect(await page.getByText('delete 7').isVisible()).toBe(true)
  })

  further('rows lead to the line of their file', async () => {
    const page = await open(planHtml(manyKinds()))
    expect(await page.getByText('engineering/eva-ito.yaml:2').getAttribute('href')).toBe(
      'https://git.example/acme/people/blob/1f/ops/engineering/eva-ito.yaml#L2',
    )
  })

  test('is what the command writes', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-html-')))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    cpSync(fileURLToPath(new URL('base', import.meta.url)), root, { recursive: true })
    await runCli(['plan', '--quiet', '--report', 'html=plan.html'], { cwd: root })
    const page = await open(readFileSync(join(root, 'plan.html'), 'utf8'))
    expect(await page.title()).toContain('idctl plan: Plan: 3 to create')
    expect(await page.locator('.row').count()).toBe(3)
  })
})

test.skipIf(chromiumPath !== undefined)(`an HTML report in a browser (${reason})`, (context) => context.skip())
