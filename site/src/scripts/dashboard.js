// The tiles of the first page are dragged by their handle. A drop sends the same form as the buttons of
// the tile, so that whatever a drag does can be done without one.

let held = null

const tiles = () => [...document.querySelectorAll('.sp-tile')]

document.addEventListener('dragstart', (event) => {
  const handle = event.target.closest?.('.sp-tile-handle')
  if (!handle) return
  held = handle.closest('.sp-tile')
  held.classList.add('sp-held')
  event.dataTransfer.effectAllowed = 'move'
  event.dataTransfer.setData('text/plain', held.id)
  event.dataTransfer.setDragImage(held, held.clientWidth - 16, 16)
})

document.addEventListener('dragover', (event) => {
  if (!held || !event.target.closest?.('.sp-tiles')) return
  event.preventDefault()
  const over = event.target.closest('.sp-tile')
  if (!over || over === held) return
  const all = tiles()
  if (all.indexOf(over) > all.indexOf(held)) over.after(held)
  else over.before(held)
})

document.addEventListener('drop', (event) => {
  if (held) event.preventDefault()
})

document.addEventListener('dragend', (event) => {
  if (!held) return
  const tile = held
  held = null
  tile.classList.remove('sp-held')
  const before = Number(tile.dataset.place)
  const place = tiles().indexOf(tile)
  if (event.dataTransfer.dropEffect === 'none') back(tile, before)
  else if (place !== before) send(tile, place)
})

/** Let go elsewhere: the tile goes where it was. */
function back(tile, place) {
  const others = tiles().filter((other) => other !== tile)
  if (others[place]) others[place].before(tile)
  else others.at(-1)?.after(tile)
}

function send(tile, place) {
  const form = tile.querySelector('.sp-tile-tools form')
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = 'place'
  field.value = place
  form.append(field)
  form.requestSubmit()
}

// The button that was pressed may be gone; the keyboard goes on from where more can be added.
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.detail.requestConfig?.verb !== 'post') return
  if (document.activeElement === document.body) document.querySelector('#add-tiles > summary')?.focus()
})
