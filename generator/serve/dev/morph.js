// morph does to the window what makes the difference between two answers of
// the server. It throws when it cannot; then the page is loaded anew.
function morphPage(before, after) {
  if (fixed(before) !== fixed(after)) {
    throw new Error("a script has changed, and what it did cannot be undone");
  }
  const focus = document.activeElement;
  morph(before.documentElement, after.documentElement);
  if (focus && focus.id && !focus.isConnected) {
    document.getElementById(focus.id)?.focus({ preventScroll: true });
  }
}

// fixed gives what works only in a page that is loaded anew. A script with a
// type of its own is data.
function fixed(doc) {
  const code = [...doc.querySelectorAll("script, template")].filter(
    (e) => e.nodeName === "TEMPLATE" || ["", "module", "text/javascript"].includes(e.type),
  );
  return code.map((e) => e.outerHTML).join("\n");
}

function morph(before, after) {
  const live = twin(before);
  if (!live) {
    throw new Error("the window does not show what has changed");
  }
  if (before.isEqualNode(after)) {
    adopt(before, after);
    return;
  }
  twins.set(after, live);
  if (before.nodeType !== Node.ELEMENT_NODE) {
    editText(live, before.data, after.data);
    return;
  }
  if (isSheet(after) && before.getAttribute("href") !== after.getAttribute("href")) {
    morphAttributes(before, after, swapSheet(live, after.getAttribute("href")));
    return;
  }
  morphAttributes(before, after, live);
  if (after.nodeName !== "NOSCRIPT") {
    morphChildren(before, after, live);
  }
}

// editText replaces only the part that differs, so that a selection and the
// caret outside of it stay where they are.
function editText(live, before, after) {
  if (live.data !== before) {
    live.data = after;
    return;
  }
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail++;
  }
  live.replaceData(head, before.length - tail - head, after.slice(head, after.length - tail));
}

function morphAttributes(before, after, live) {
  for (const a of after.attributes) {
    if (before.getAttribute(a.name) !== a.value) {
      live.setAttributeNS(a.namespaceURI, a.name, a.value);
    }
  }
  for (const a of before.attributes) {
    if (!after.hasAttribute(a.name)) {
      live.removeAttribute(a.name);
    }
  }
}

function morphChildren(before, after, live) {
  const pairs = match([...before.childNodes], [...after.childNodes]);
  const kept = new Set(pairs.values());
  for (const child of before.childNodes) {
    if (!kept.has(child)) {
      twin(child)?.remove();
    }
  }
  const mine = new Set([...kept].map(twin));
  let last = null;
  for (const child of after.childNodes) {
    const old = pairs.get(child);
    if (old) {
      morph(old, child);
    }
    const node = old ? twin(child) : create(child);
    if (!followsIn(live, last, node, mine)) {
      live.insertBefore(node, last ? last.nextSibling : live.firstChild);
    }
    last = node;
  }
}

// followsIn tells whether node comes after last already, with nothing of ours
// between them. Moving a node takes its focus away, so none is moved in vain.
function followsIn(parent, last, node, mine) {
  let at = last ? last.nextSibling : parent.firstChild;
  while (at && at !== node && !mine.has(at)) {
    at = at.nextSibling;
  }
  return at === node;
}

const mostCells = 4e6; // of the table that match makes

// match pairs each child of after with the child of before that it goes on
// from. Those with an id are one if the id is, the others if they are equal;
// what of these is a longest common run stays in place, and in the gaps between
// equals like goes on from like.
function match(before, after) {
  const a = before.map(key);
  const b = after.map(key);
  const pairs = new Map();
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) {
    pairs.set(after[head], before[head]);
    head++;
  }
  let i = a.length;
  let j = b.length;
  while (i > head && j > head && a[i - 1] === b[j - 1]) {
    pairs.set(after[--j], before[--i]);
  }
  let gap = [head, head];
  for (const [x, y] of [...common(a.slice(head, i), b.slice(head, j)), [i - head, j - head]]) {
    likes(before.slice(gap[0], head + x), after.slice(gap[1], head + y), pairs);
    if (head + x < i) {
      pairs.set(after[head + y], before[head + x]);
    }
    gap = [head + x + 1, head + y + 1];
  }
  return pairs;
}

function key(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    return node.nodeType + " " + node.data;
  }
  return node.id ? `${node.nodeName}#${node.id}` : node.outerHTML;
}

// common gives a longest common subsequence of a and b as pairs of indices.
function common(a, b) {
  const width = b.length + 1;
  if ((a.length + 1) * width > mostCells) {
    throw new Error("too much has changed");
  }
  const length = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      length[at] = a[i] === b[j] ? length[at + width + 1] + 1 : Math.max(length[at + width], length[at + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const at = i * width + j;
    if (a[i] === b[j]) {
      pairs.push([i++, j++]);
    } else if (length[at + width] >= length[at + 1]) {
      i++;
    } else {
      j++;
    }
  }
  return pairs;
}

// likes pairs nodes of one name in order.
function likes(before, after, pairs) {
  let from = 0;
  for (const node of after) {
    const at = before.findIndex((o, i) => i >= from && o.nodeName === node.nodeName);
    if (at >= 0) {
      pairs.set(node, before[at]);
      from = at + 1;
    }
  }
}
