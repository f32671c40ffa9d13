// The moving parts of the panel: a file too large is told before it is sent; a key does what a button
// does. Without script the buttons remain.
import './keys.js'
import './upload.js'

document.documentElement.classList.add('js')

// A button that copies what a field shows. Without script it stays hidden, and the field is copied by hand.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const field = document.getElementById(button.dataset.copy)
  if (!field || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(field.value)
    button.textContent = 'Copiata'
  })
}
