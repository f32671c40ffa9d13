// A button with `data-key` is pressed by that key too, for the rows chosen in its form; where none
// is chosen, for the row that has the focus. Without script the button alone does it.

const TYPED_IN = 'input:not([type=checkbox]), textarea, select, [contenteditable]'

document.addEventListener('keydown', (event) => {
  const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event
  if (altKey || ctrlKey || metaKey || shiftKey || target.matches?.(TYPED_IN)) return
  const button = document.querySelector(`button[data-key="${CSS.escape(key)}"]`)
  if (!button) return
  const row = target.closest?.('tr')?.querySelector('input[type=checkbox]')
  const chosen = button.form.querySelector('tbody input[type=checkbox]:checked')
  if (!chosen && row) row.checked = true
  if (!chosen && !row) return
  event.preventDefault()
  button.form.requestSubmit(button)
})
