// The static pages, inside the same layout as the citizen pages of the functions.
//
// The layout is an askama template; of its language this knows what the layout uses: include,
// block, an `if` on the layout's fields (no field is set here) and icons. A test in
// functions/platform compares what comes out with what askama prints.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const ICON = /\{\{ platform::web::ui::Icon::new\("([a-z-]+)"\)(\.large\(\))? \}\}/g

export function pages(root) {
  const templates = join(root, 'functions/platform/src')
  const folder = join(root, 'site/src/pages')
  const layout = include(readFileSync(join(templates, 'web/templates/public.html'), 'utf8'), templates)
  return readdirSync(folder).sort().map((name) => {
    const page = readFileSync(join(folder, name), 'utf8')
    return [name, fill(layout, blocks(page), name)]
  })
}

function include(text, templates) {
  const read = (_, path) => readFileSync(join(templates, path), 'utf8').trimEnd()
  return text.replace(/\{%-? include "([^"]+)" -?%\}/g, read)
}

function blocks(page) {
  const found = page.matchAll(/\{% block (\w+) %\}([\s\S]*?)\{% endblock %\}/g)
  return new Map([...found].map(([, name, content]) => [name, content]))
}

function fill(layout, content, name) {
  const html = layout
    .replace(/\s*\{%-? if let Some\(\w+\) = [\w.]+ -?%\}((?:(?!\{%)[\s\S])*)(?:\{%-? else -?%\}((?:(?!\{%)[\s\S])*))?\{%-? endif -?%\}/g,
      (all, _yes, no) => (/^\s/.test(all) && no ? all.match(/^\s*/)[0] : '') + (no ?? ''))
    .replace(/\{% block (\w+) %\}([\s\S]*?)\{% endblock %\}/g, (_, block, own) => content.get(block) ?? own)
    .replace(ICON, (_, icon, large) => svg(icon, large ? 'icon-lg' : 'icon-sm'))
  const left = html.match(/\{[%{][^}]*/)
  if (left) throw new Error(`${name}: the build does not know ${left[0]}`)
  return html
}

function svg(icon, size) {
  return `<svg class="icon ${size}" aria-hidden="true" focusable="false"><use href="/assets/img/sprite.svg#${icon}"></use></svg>`
}
