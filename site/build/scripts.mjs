// The scripts: htmx whole, ours with the one plugin of bootstrap-italia that our markup uses.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

export async function scripts(root) {
  const entry = (name) => join(root, 'site/src/scripts', name)
  const { outputFiles } = await build({
    entryPoints: { panel: entry('panel.js'), home: entry('home.js'), dashboard: entry('dashboard.js') },
    nodePaths: [join(root, 'site/build/node_modules')],
    outdir: 'out',
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    legalComments: 'inline',
    ignoreAnnotations: true,
    write: false,
  })
  const ours = outputFiles.map((file) => [file.path.split('/').pop(), file.text])
  const htmx = readFileSync(join(root, 'site/build/node_modules/htmx.org/dist/htmx.min.js'), 'utf8')
  return [...ours, ['htmx.js', `/*! htmx 2.0.11 (0BSD) */\n${htmx}\n`]]
}
