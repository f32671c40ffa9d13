// The symbols of bootstrap-italia that our sources name (`it-download`), in one file.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export function sprite(root, sources) {
  const file = 'site/build/node_modules/bootstrap-italia/dist/svg/sprites.svg'
  const all = readFileSync(join(root, file), 'utf8')
  const symbols = new Map()
  for (const [symbol, id] of all.matchAll(/<symbol[^>]*\bid="([^"]+)"[\s\S]*?<\/symbol>/g)) {
    symbols.set(id, symbol)
  }
  const named = new Set()
  for (const source of sources) {
    for (const [, id] of readFileSync(source, 'utf8').matchAll(/["#](it-[a-z0-9-]+)["]/g)) {
      if (symbols.has(id)) named.add(id)
    }
  }
  const body = [...named].sort().map((id) => symbols.get(id)).join('\n')
  return (
    '<!-- bootstrap-italia 2.18.3, BSD-3-Clause -->\n' +
    `<svg xmlns="http://www.w3.org/2000/svg">\n${body}\n</svg>\n`
  )
}
