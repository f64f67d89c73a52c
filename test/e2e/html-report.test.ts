import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import { html as htmlPage } from '../../src/render/reports/html.ts'
import type { ReportSheet, ReportSubject } from '../../src/render/reports/report-format.ts'
import { chromiumPath, openBrowser } from '../support/browser.ts'
import { isDeep } from '../support/depth.ts'
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
  async function open(html: string, options: BrowserContextOptions = {}): Promise<Page> {
    const file = join(folder, `${files++}.html`)
    writeFileSync(file, html)
    const page = await browser.newPage(options)
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

  test('filters by action and by cause go together', async () => {
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

  test('keys lead to the search, through the rows, and open them', async () => {
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

  test('whoever loses something is first, and never folded away', async () => {
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
    const page = await browser.newPage()
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
    const page = await browser.newPage()
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

  test('ten thousand rows, in a quick run two thousand, can be searched and filtered', async () => {
    const count = isDeep ? 5000 : 1000
    const page = await open(planHtml(manyPeople(count)))
    const shown = () => page.evaluate('document.querySelectorAll(".row:not([hidden])").length')
    expect(await shown()).toBe(2 * count + 23)
    await page.locator('#search').fill(`emp-${count - 1}`)
    expect(await shown()).toBe(1)
    await page.keyboard.press('Escape')
    await page.locator('button.delete').click()
    expect(await shown()).toBe(7)
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

  // A browser reads a page of each kind in some ten seconds.
  describe.each(Object.entries(subjects).slice(0, isDeep ? undefined : 1))('%s', (_, subject) => {
    test.each(['light', 'dark'] as const)('has labels, landmarks and contrast, %s', async (colorScheme) => {
      const page = await open(htmlOf(subject), { colorScheme })
      await page.evaluate(axe.source)
      const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
      expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([])
    })

    test('fits a phone', async () => {
      const page = await open(htmlOf(subject), { viewport: { width: 360, height: 640 } })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    })
  })

  test('dark and light follow the system, and the button', async () => {
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

  test('on paper everything is open, and nothing is left that only a screen needs', async () => {
    const page = await open(planHtml(manyPeople(40)), { javaScriptEnabled: false })
    const value = page.getByText('"marketing"').first()
    expect(await value.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect((await value.boundingBox())?.height).toBeGreaterThan(0)
    expect(await page.locator('input').isVisible()).toBe(false)
  })

  test('without scripts it can be read and opened', async () => {
    const page = await open(planHtml(manyPeople(40)), { javaScriptEnabled: false })
    expect(await keysShown(page)).toHaveLength(88)
    const row = page.locator('.row', { hasText: 'emp-7' }).first()
    await row.locator('summary').click()
    expect(await row.getByText('"marketing"').isVisible()).toBe(true)
    expect(await page.getByText('delete 7').isVisible()).toBe(true)
  })

  test('rows lead to the line of their file', async () => {
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
