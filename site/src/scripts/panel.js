// The panel's moving parts. On small screens the menu folds; without script it stays open.
import 'bootstrap-italia/src/js/plugins/collapse.js'

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
