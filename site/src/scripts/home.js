// A link to a notice carries its number after `#`, which browsers never send to a server:
// `/#3007157000000000322`. It goes into the form and out of the address bar.
const number = location.hash.slice(1)
const field = document.getElementById('notice_number')
if (field && /^\d{18}$/.test(number)) {
  field.value = number.replace(/(\d{4})(?=\d)/g, '$1 ')
  history.replaceState(null, '', location.pathname)
  document.getElementById('tax_code')?.focus()
}
