// Makes site/dist out of bootstrap-italia, our stylesheet, our scripts and our pages.
//   node build.mjs           writes site/dist
//   node build.mjs --check   builds in memory and fails if site/dist differs

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fonts } from './fonts.mjs'
import { icons } from './icons.mjs'
import { pages } from './pages.mjs'
import { scripts } from './scripts.mjs'
import { sprite } from './sprite.mjs'
import { panelStyles, styles } from './styles.mjs'

const build = dirname(fileURLToPath(import.meta.url))
const root = join(build, '../..')
const dist = join(root, 'site/dist')

/** Every file under a folder, in a stable order. */
export function walk(folder, keep = () => true) {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'target' ? [] : walk(path, keep)
    return keep(path) ? [path] : []
  })
}

/** What the pages of all crates are made of: templates, and the Rust that prints markup. */
function sources() {
  const crates = ['functions', 'infra/local/src'].flatMap((folder) =>
    walk(join(root, folder), (path) => /\/src\/.*\.html$/.test(path)),
  )
  const pieces = walk(join(root, 'functions/platform/src/web/ui'), (path) => path.endsWith('.rs'))
  const ours = walk(join(root, 'site/src'), (path) => /\.(html|js)$/.test(path))
  return [...crates, ...pieces, ...ours]
}

/** Rust that names icons only (menus, states). */
function rust() {
  return ['functions', 'infra/local/src'].flatMap((folder) =>
    walk(join(root, folder), (path) => path.endsWith('.rs')),
  )
}

async function result() {
  const files = new Map()
  const put = (path, content) => files.set(path, Buffer.from(content))
  const used = sources()
  put('assets/css/sportello.css', await styles(root, used))
  put('assets/css/panel.css', panelStyles(root))
  put('assets/img/sprite.svg', sprite(root, [...used, ...rust()]))
  put('assets/img/favicon.svg', readFileSync(join(root, 'site/src/favicon.svg')))
  put('assets/sportello.webmanifest', readFileSync(join(root, 'site/src/sportello.webmanifest')))
  for (const [path, content] of await icons(root)) put(`assets/img/${path}`, content)
  for (const [path, content] of await fonts(build)) put(`assets/fonts/${path}`, content)
  for (const [path, content] of await scripts(root)) put(`assets/js/${path}`, content)
  for (const [path, content] of pages(root)) put(path, content)
  put('robots.txt', readFileSync(join(root, 'site/src/robots.txt')))
  return files
}

/** The paths in which site/dist and the result differ. */
function differences(files) {
  const there = walk(dist).map((path) => relative(dist, path))
  const gone = there.filter((path) => !files.has(path))
  const other = [...files].filter(([path, content]) => {
    const file = join(dist, path)
    return !existsSync(file) || !readFileSync(file).equals(content)
  })
  return [...gone, ...other.map(([path]) => path)].sort()
}

function write(files) {
  rmSync(dist, { recursive: true, force: true })
  for (const [path, content] of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    writeFileSync(join(dist, path), content)
  }
}

const files = await result()
const changed = differences(files)
if (process.argv.includes('--check')) {
  for (const path of changed) console.error(`site/dist/${path} is not what the sources make`)
  if (changed.length > 0) console.error('run site/build/build and commit site/dist')
  process.exitCode = changed.length > 0 ? 1 : 0
} else {
  write(files)
  for (const path of changed) console.log(`site/dist/${path}  ${files.get(path)?.length ?? 0} bytes`)
}
