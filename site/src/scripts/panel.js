// The panel's one moving part: on small screens the menu folds. Without script it stays open.
import 'bootstrap-italia/src/js/plugins/collapse.js'

document.documentElement.classList.add('js')
