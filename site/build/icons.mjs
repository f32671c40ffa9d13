// The icons of the installed panel, as PNG, from the drawings in site/src. A maskable one fills its
// square, with the drawing inside the circle that every system leaves.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg, initWasm } from '@resvg/resvg-wasm'

const ICONS = [
  ['icon-192.png', 'favicon.svg', 192],
  ['icon-512.png', 'favicon.svg', 512],
  ['icon-maskable-192.png', 'icon.svg', 192],
  ['icon-maskable-512.png', 'icon.svg', 512],
  ['icon-180.png', 'icon.svg', 180], // Apple's home screen cuts the corners itself
]

export async function icons(root) {
  const wasm = join(root, 'site/build/node_modules/@resvg/resvg-wasm/index_bg.wasm')
  await initWasm(readFileSync(wasm))
  return ICONS.map(([name, drawing, width]) => {
    const svg = readFileSync(join(root, 'site/src', drawing), 'utf8')
    return [name, new Resvg(svg, { fitTo: { mode: 'width', value: width } }).render().asPng()]
  })
}
