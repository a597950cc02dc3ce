// The search page: what is asked stands in its address.

import { start } from "./view.js";

export function page(root) {
  const title = document.title;
  const view = start(root, {
    changed(to, query) {
      history.replaceState(null, "", to);
      document.title = query ? `${query} · ${title}` : title;
    },
  });
  const given = new URL(location.href).searchParams;
  for (const name of ["q", "ops", "lang"]) {
    const field = view.form.elements[name];
    const value = given.get(name);
    if (!field || value === null) continue;
    if (field.options && !Array.from(field.options).some((o) => o.value === value)) continue;
    field.value = value;
  }
  view.input.focus();
  if (view.input.value) view.ask();
}
