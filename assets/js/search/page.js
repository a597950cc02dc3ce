// The search page: what is asked stands in its address.

import { start } from "./view.js";

export function page(root) {
  const title = document.title;
  const { ask, input, form } = start(root, (to, query) => {
    history.replaceState(null, "", to);
    document.title = query ? `${query} · ${title}` : title;
  });
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field?.options ? Array.from(field.options).some((o) => o.value === value) : field === input) field.value = value;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  input.focus();
  if (input.value) ask();
}
