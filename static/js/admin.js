// Names for screen readers and the keyboard where the stock admin gives none: the boxes that search
// as one types, fields in inline tables, and such tables that scroll sideways on a phone.
"use strict";

function nameOf(field) {
  const label = field.labels && field.labels[0];
  if (label) return label.textContent.trim().replace(/:$/, "");
  const cell = field.closest("td");
  const table = field.closest("table");
  if (!cell || !table) return field.name;
  const place = Array.from(cell.parentElement.children).indexOf(cell);
  const head = table.querySelectorAll("thead th")[place];
  return head ? head.textContent.trim() : field.name;
}

function nameSearchBox(box) {
  const select = box.previousElementSibling;
  if (!select || !select.matches("select")) return;
  box.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field").forEach((part) => {
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", nameOf(select));
  });
}

// Another script puts the boxes beside their selects, at a moment of its own choosing.
new MutationObserver((changes) => {
  changes.forEach((change) => {
    change.addedNodes.forEach((node) => {
      if (node.nodeType === Node.ELEMENT_NODE && node.matches(".select2-container")) nameSearchBox(node);
    });
  });
}).observe(document.documentElement, { childList: true, subtree: true });

window.addEventListener("load", () => {
  document.querySelectorAll(".select2-container").forEach(nameSearchBox);
  document.querySelectorAll(".tabular td :is(input, select, textarea)").forEach((field) => {
    if (!field.labels || !field.labels.length) field.setAttribute("aria-label", nameOf(field));
  });
  document.querySelectorAll(".tabular.inline-related").forEach((table) => {
    table.tabIndex = 0;
  });
});
