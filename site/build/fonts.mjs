// Titillium Web and Roboto Mono, cut to the letters of Italian; the letters of the other
// European languages in files of their own, which a browser fetches when a name needs them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import subset from 'subset-font'

const FACES = [
  ['Titillium_Web/titillium-web-v10-latin-ext_latin-regular', 'titillium-web-400'],
  ['Titillium_Web/titillium-web-v10-latin-ext_latin-600', 'titillium-web-600'],
  ['Titillium_Web/titillium-web-v10-latin-ext_latin-700', 'titillium-web-700'],
  ['Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular', 'roboto-mono-400'],
]

/** Also written as `unicode-range` in site/src/sportello.css. */
const LATIN = [[0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2022], [0x2026, 0x2026], [0x2039, 0x203a], [0x20ac, 0x20ac], [0x2190, 0x2193], [0x2212, 0x2212]]
const LATIN_EXT = [[0x100, 0x24f], [0x1e00, 0x1eff]]

const letters = (ranges) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).join('')

export async function fonts(build) {
  const folder = join(build, 'node_modules/bootstrap-italia/dist/fonts')
  const files = []
  for (const [source, name] of FACES) {
    const whole = readFileSync(join(folder, `${source}.woff2`))
    for (const [suffix, ranges] of [['', LATIN], ['-ext', LATIN_EXT]]) {
      const cut = await subset(whole, letters(ranges), { targetFormat: 'woff2' })
      files.push([`${name}${suffix}.woff2`, cut])
    }
  }
  files.push(['OFL-titillium-web.txt', readFileSync(join(folder, 'Titillium_Web/OFL.txt'))])
  files.push(['LICENSE-roboto-mono.txt', readFileSync(join(folder, 'Roboto_Mono/LICENSE.txt'))])
  return files
}
