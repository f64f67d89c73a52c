import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const folder = new URL('../src/render/reports/html/browser/', import.meta.url)

/** The module with what a browser needs to show an HTML report, and the policy that allows only that. */
export function reportPageAssets(): string {
  const style = read('page.css')
  const script = read('page.js')
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]
  return `// Written by \`npm run docs\` from the files in browser/.
import { html } from './markup.ts'

export const contentPolicy = ${templateOf(policy.join('; '))}

export const style = html${templateOf(`<style>${style}</style>`)}

export const script = html${templateOf(`<script type="module">${script}</script>`)}
`
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function templateOf(text: string): string {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, (sign) => `\\${sign}`)}\``
}
