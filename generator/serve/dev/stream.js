// The stream tells which build there is and what it changed. It is open only
// while the tab is to be seen: a browser holds six connections to a host, and
// the seventh tab must load too. Whatever was missed, by sleep, by a lost
// connection, by a hidden tab, is asked for by the number of the build.
const page = decoded(location.pathname);
const rank = performance.getEntriesByType("navigation")[0];
let loaded = stampOf(rank?.serverTiming || []);
let build; // that the window is at least as new as
let run; // of the server that the number is of
let base = null; // the answer that the window shows
let source = null;
let heard = 0;
let wait = 250;
let known = false; // what the window was loaded with
let busy = boot();

// stampOf reads the header by which the server says what it gave.
function stampOf(timings) {
  const value = (name) => [...timings].find((t) => t.name === name)?.description;
  return { build: value("build"), run: value("run"), page: value("page") };
}

function headerStamp(header) {
  const timings = [...(header || "").matchAll(/(\w+);desc="([^"]*)"/g)];
  return stampOf(timings.map(([, name, description]) => ({ name, description })));
}

// carriedStamp reads what stampOf reads where the browser hides Server-Timing,
// as it may on plain HTTP over a network. There the answer makes the browser fetch a file
// whose address carries the stamp, and that a page may see.
async function carriedStamp() {
  const carrier = own("stamp").href + "?";
  const address = await new Promise((found) => {
    const observer = new PerformanceObserver((list) => {
      const entry = list.getEntries().find((e) => e.name.startsWith(carrier));
      if (entry) {
        observer.disconnect();
        found(entry.name);
      }
    });
    observer.observe({ type: "resource", buffered: true });
    setTimeout(found, 3000); // a browser that does not fetch it: the next build puts things right
  });
  if (!address) {
    return {};
  }
  await fetch(address); // what was fetched ahead is used, or the browser complains
  return Object.fromEntries(new URL(address).searchParams);
}

async function fetchPage() {
  const answer = await ask(location.pathname + location.search);
  const stamp = headerStamp(answer.headers.get("Server-Timing"));
  return { ok: answer.ok, status: answer.status, url: answer.url, redirected: answer.redirected, stamp, text: await answer.text() };
}

// boot gets the page once more as the server sent it, for what the window
// shows has been through other scripts. If it is another one by now, the
// window is late.
async function boot() {
  if (!loaded.page && !isSecureContext) {
    loaded = await carriedStamp();
  }
  build = loaded.build;
  run = loaded.run;
  known = true;
  connect();
  const got = await fetchPage();
  if (loaded.page && got.stamp.page && loaded.page !== got.stamp.page) {
    location.reload();
    return;
  }
  build ??= got.stamp.build;
  run ??= got.stamp.run;
  loaded.page ??= got.stamp.page;
  if (got.ok) {
    base = { page: got.stamp.page, doc: parse(got.text) };
    align(base.doc.documentElement, document.documentElement);
  } else if (got.status === 404) {
    await vanished("This site has no such page.");
  }
}

async function vanished(text) {
  await aside(loadAbout);
  if (about?.moved) {
    say(text + " It moved to", about.moved);
  } else {
    say(text);
  }
}

// take does what a message asks for.
async function take(m) {
  const restarted = run !== undefined && m.run !== run;
  if (m.follow && decoded(m.follow) !== page) {
    location.assign(m.follow);
    return;
  }
  const all = m.all || restarted;
  const paths = new Set(m.changed);
  await Promise.all([
    m.errors > 0 || faults.count > 0 ? aside(loadFaults) : null,
    all || !base || paths.has(page) ? refresh() : null,
    aside(loadAbout),
  ]);
  paths.delete(page);
  if (all || paths.size > 0) {
    // A name that holds a digest never gets other bytes: such a file comes and
    // goes with the pages that name it, and the window may have left it behind.
    const fixedName = (path) => /\/assets\/[^/]+\.[0-9a-f]{10}\.\w+$/.test(path);
    swapFiles((path) => (all || paths.has(path)) && !fixedName(path), m.build);
  }
  build = m.build;
  run = m.run;
}

// aside does what the page itself does not depend on: if it goes wrong, it
// says so and no more.
async function aside(work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof NoServer) {
      throw error;
    }
    console.warn("opspress:", error);
  }
}

// refresh makes the window show the page as it is now.
async function refresh() {
  const got = await fetchPage();
  if (got.redirected) {
    location.replace(got.url);
  } else if (got.status === 404 && base) {
    await vanished("This page is gone.");
  } else if (!base) {
    // The window shows an error, and may show another one or the page now.
    if (got.ok || got.stamp.page !== loaded.page) {
      location.reload();
    }
  } else if (got.ok) {
    say("");
    if (got.stamp.page === base.page) {
      return;
    }
    const doc = parse(got.text);
    const to = target(doc);
    if (to && !target(base.doc)) {
      say("This page has moved to", to);
      return;
    }
    morphPage(base.doc, doc);
    base = { page: got.stamp.page, doc };
  }
}

// target gives where a page that only redirects sends its readers.
function target(doc) {
  const content = doc.querySelector('meta[http-equiv="refresh" i]')?.content || "";
  return content.match(/url=\s*(.+)$/i)?.[1];
}

function connect() {
  if (source || !known || document.visibilityState === "hidden") {
    return;
  }
  const u = own("events");
  u.searchParams.set("page", page);
  if (build !== undefined) {
    u.searchParams.set("since", build);
    u.searchParams.set("run", run);
  }
  source = new EventSource(u);
  heard = Date.now();
  source.addEventListener("message", (e) => {
    hear();
    const m = JSON.parse(e.data);
    busy = busy.then(() => take(m)).catch((error) => giveUp(error, m));
  });
  source.addEventListener("beat", hear);
  source.addEventListener("error", later);
}

// later connects again, after a while that grows.
function later() {
  disconnect();
  connected(false);
  setTimeout(connect, wait);
  wait = Math.min(2 * wait, 5000);
}

function hear() {
  heard = Date.now();
  wait = 250;
  connected(true);
}

function disconnect() {
  source?.close();
  source = null;
}

// giveUp loads the page anew when the window could not be put right, but once
// for a build: what fails again would fail for ever. Without a server there is
// nothing to load; when it is back, the message comes again, because build has
// stayed what it was.
function giveUp(error, m) {
  if (error instanceof NoServer) {
    later();
    return;
  }
  const occasion = `${m.run} ${m.build} ${page}`;
  console.info("opspress: the page wants loading anew:", error.message);
  if (remembered("anew") !== occasion) {
    remember("anew", occasion);
    location.reload();
  }
}

document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? disconnect() : connect()));
addEventListener("pageshow", connect);
addEventListener("pagehide", disconnect);
// A stream that has not said a word for two beats is dead, whatever the
// browser believes: the machine has slept.
setInterval(() => {
  if (source && Date.now() - heard > 35000) {
    disconnect();
    connect();
  }
}, 5000);
busy = busy.catch(() => {}); // without an answer the next message asks again
