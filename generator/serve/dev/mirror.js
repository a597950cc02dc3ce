// The mirror knows which node of the window stands for which node of the HTML
// that the server sent. What differs between two answers of the server is then
// done to the window, and nothing else is: what the reader opened, typed,
// selected, focused or chose stays, and so does what other scripts added.
let twins = new WeakMap(); // node of the server's HTML -> node of the window
const replaced = new WeakMap(); // node of the window -> the one that took its place

function twin(node) {
  let live = twins.get(node);
  while (replaced.has(live)) {
    live = replaced.get(live);
  }
  return live;
}

const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// align notes the twins below two nodes that stand for each other. Other
// scripts may have put nodes between, or taken some away: the first one that
// is alike is the twin, and without one there is none.
function align(node, live) {
  twins.set(node, live);
  let at = live.firstChild;
  for (const child of node.childNodes) {
    let found = at;
    while (found && !alike(child, found)) {
      found = found.nextSibling;
    }
    if (found) {
      align(child, found);
      at = found.nextSibling;
    }
  }
}

function alike(node, live) {
  if (node.nodeType !== live.nodeType || node.nodeName !== live.nodeName) {
    return false;
  }
  return node.nodeType === Node.ELEMENT_NODE ? node.id === live.id : node.data === live.data;
}

// adopt gives the twins of one tree to another one that equals it.
function adopt(from, to) {
  twins.set(to, twin(from));
  for (let a = from.firstChild, b = to.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) {
    adopt(a, b);
  }
}

// create puts a node of the server's HTML into the window's document.
function create(node) {
  const live = document.importNode(node, true);
  const pair = (a, b) => {
    twins.set(a, b);
    for (let x = a.firstChild, y = b.firstChild; x && y; x = x.nextSibling, y = y.nextSibling) {
      pair(x, y);
    }
  };
  pair(node, live);
  return live;
}
