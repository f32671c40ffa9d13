// A file beyond its limit is told at once: the bucket would answer in XML after the whole upload.
// `data-size-max` of the field is in bytes. Without script the page says the limit and the way back.

const MEGABYTE = 1024 * 1024

const error = (input) => document.getElementById(`${input.id}-size`)

function check(input) {
  const max = Number(input.dataset.sizeMax)
  const file = input.files[0]
  error(input)?.remove()
  const fits = !file || file.size <= max
  input.classList.toggle('is-invalid', !fits)
  if (fits) {
    input.removeAttribute('aria-invalid')
    return true
  }
  input.setAttribute('aria-invalid', 'true')
  const said = document.createElement('span')
  said.id = `${input.id}-size`
  said.className = 'sp-error'
  said.setAttribute('role', 'alert')
  const megabytes = (file.size / MEGABYTE).toLocaleString('it', { maximumFractionDigits: 1 })
  said.textContent = `Il file è di ${megabytes} MB: il limite è di ${max / MEGABYTE} MB. Scegli un file più piccolo.`
  input.before(said)
  return false
}

document.addEventListener('change', ({ target }) => {
  if (target.matches?.('input[type=file][data-size-max]')) check(target)
})

document.addEventListener('submit', (event) => {
  const inputs = [...event.target.querySelectorAll('input[type=file][data-size-max]')]
  const wrong = inputs.filter((input) => !check(input))
  if (wrong.length === 0) return
  event.preventDefault()
  wrong[0].focus()
})
