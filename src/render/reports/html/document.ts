import { exitCodes } from '../../../model/exit-codes.ts'
import type { ReportSheet } from '../report-format.ts'
import { contentPolicy, script, style } from './assets.ts'
import { chartOf, filterOf } from './facet.ts'
import { type Html, html, nothing } from './markup.ts'
import { createPacker, type Packer } from './pack.ts'
import type { Fact, Page, Section } from './page.ts'

/** The whole page, in parts: the rows one by one, or many that are packed together. */
export function* documentOf(page: Page, sheet: ReportSheet): Generator<string> {
  yield String(headOf(page, sheet))
  yield String(topOf(page, sheet))
  yield String(toolsOf(page))
  const total = page.sections.reduce((sum, { count }) => sum + count, 0)
  yield String(html`<main id="rows" tabindex="-1"${total > mostAtOnce ? html` class="long"` : nothing}>\n`)
  const packer = createPacker()
  for (const [index, section] of page.sections.entries()) yield* sectionParts(section, index, packer)
  yield '</main>\n'
  yield String(footOf(sheet))
}

/** Of more rows, a browser lays out only those that can be seen. */
const mostAtOnce = 300

function headOf({ verdict }: Page, { command }: ReportSheet): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>idctl ${command}: ${verdict}</title>
${style}
</head>
<body>
`
}

function topOf({ verdict, facts, alerts, facets }: Page, { command, exit, masked }: ReportSheet): Html {
  const own: Fact[] = [
    ...facts,
    ...(masked ? [{ name: 'Masked', text: html`names, values and files are pseudonyms` }] : []),
  ]
  const ending = exit === 'ok' ? '' : `: ${exit}`
  const tone = exit === 'ok' ? 'good' : exit === 'differs' ? 'plain' : 'bad'
  return html`<header>
<p class="command">idctl ${command} <span class="pill ${tone}">exit ${exitCodes[exit]}${ending}</span></p>
<button type="button" id="theme" disabled>Dark or light</button>
<h1>${verdict}</h1>
${facets.slice(0, 1).map(chartOf)}${factList(own)}${alerts.map((alert) => html`<div class="alert">${alert}</div>\n`)}</header>
`
}

function factList(facts: readonly Fact[]): Html {
  if (facts.length === 0) return nothing
  return html`<dl class="facts">
${facts.map(({ name, text }) => html`<div><dt>${name}</dt><dd>${text}</dd></div>\n`)}</dl>
`
}

function toolsOf({ facets, sections }: Page): Html {
  if (sections.length === 0) return nothing
  return html`<div class="tools" role="search">
<div class="find"><input type="search" id="search" disabled aria-label="Search in all rows" placeholder="Search" autocomplete="off" spellcheck="false">
<button type="button" id="open" disabled>Open all</button>
<p id="status" role="status"></p></div>
${facets.filter(({ values }) => values.length > 0).map(filterOf)}<p class="keys"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> or <kbd>↓</kbd> <kbd>↑</kbd> next and previous row <kbd>Enter</kbd> open and close <kbd>Esc</kbd> show all</p>
</div>
`
}

function* sectionParts({ title, id, count, about, rows }: Section, index: number, packer: Packer): Generator<string> {
  const heading = id ?? `section-${index}`
  yield String(html`<section aria-labelledby="${heading}">
<h2 id="${heading}">${title} <span class="count">${count}</span></h2>
${about.map((text) => html`<p class="about">${text}</p>\n`)}`)
  for (const part of packer(rows())) yield String(part)
  yield '</section>\n'
}

function footOf({ idctlVersion }: ReportSheet): Html {
  return html`<footer>Made by idctl ${idctlVersion}. Nothing in this page is loaded from elsewhere.</footer>
${script}
</body>
</html>
`
}
