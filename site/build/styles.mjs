// The one stylesheet: what our pages use of bootstrap-italia, then our own few rules.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'lightningcss'
import { PurgeCSS } from 'purgecss'

/** Classes that no template spells out whole, or that a room may use before the next build. */
const safelist = {
  standard: [
    'show', 'collapsing', 'collapsed', 'js', 'active', 'disabled', 'row',
    'text-end', 'text-center', 'text-muted', 'text-nowrap', 'text-break', 'visually-hidden',
    'visually-hidden-focusable', 'font-monospace', 'lead', 'small', 'fw-semibold', 'list-inline',
    'list-inline-item', 'list-unstyled', 'btn-lg', 'btn-sm', 'btn-primary', 'btn-outline-primary', 'btn-outline-danger', 'h1', 'h2', 'h3',
    'h4', 'h5', 'h6',
  ],
  greedy: [],
  deep: [],
  variables: ['--bootstrap-italia-version'],
}

/** Families of which every member stays. */
const families = [
  /^(alert|badge)(-(success|primary|warning|danger|secondary))?$/,
  /^m(t|b)-[0-5]$/,
  /^(ms|me)-auto$/,
]

/** Words of our sources that are classes of things we don't have (`it-card` is an icon here), and
 * what our own rules replace whole. */
const absent = [
  'it-card', 'it-list', 'btn-check', 'was-validated', 'warning', 'is-invalid', 'progress',
  'progress-bar', 'navbar', 'upload', 'autocomplete', 'card', 'nav', 'page-link', 'datetime',
]

export async function styles(root, sources) {
  const modules = join(root, 'site/build/node_modules')
  const raw = readFileSync(join(modules, 'bootstrap-italia/dist/css/bootstrap-italia.min.css'), 'utf8')
  const [purged] = await new PurgeCSS().purge({
    content: sources.map((path) => ({ raw: readFileSync(path, 'utf8'), extension: 'html' })),
    css: [{ raw: raw.replace(/^\uFEFF/, '') }],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    safelist: { ...safelist, standard: [...safelist.standard, ...families] },
    blocklist: absent,
    fontFace: true,
    keyframes: true,
    variables: true,
  })
  const own = readFileSync(join(root, 'site/src/sportello.css'), 'utf8')
  const banner =
    '/*! bootstrap-italia 2.18.3 (BSD-3-Clause; Bootstrap 5.2.3, MIT), purged, and Sportello\n' +
    '(EUPL-1.2). Built by site/build; see site/README.md */\n'
  return banner + small('sportello.css', `${purged.css}\n${own}`)
}

/** What the panel alone needs, so that the citizens' pages stay light. */
export function panelStyles(root) {
  return small('panel.css', readFileSync(join(root, 'site/src/panel.css'), 'utf8'))
}

function small(filename, css) {
  const targets = { chrome: 100 << 16, firefox: 100 << 16, safari: (15 << 16) | (4 << 8) }
  return lines(transform({ filename, code: Buffer.from(css), minify: true, targets }).code.toString())
}

/** One rule a line, so that two branches that both rebuilt can be compared. */
function lines(css) {
  return `${css.replaceAll('}', '}\n').trim()}\n`
}
