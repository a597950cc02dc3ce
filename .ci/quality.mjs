// Serves a built site as a static host does, compressed and with the headers of
// its _headers, and holds a page of each kind against the checkers.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [home, site, ...asked] = process.argv.slice(2);
const require = createRequire(join(resolve(home), "node_modules", "x"));
const load = async (name) => import(pathToFileURL(require.resolve(name)));

const files = (dir, at = "") => readdirSync(join(dir, at)).flatMap((name) => {
  const path = join(at, name);
  return statSync(join(dir, path)).isDirectory() ? files(dir, path) : [path];
});
const html = files(site).filter((f) => f.endsWith(".html")).sort();

// A page of each kind, the largest one, since that shows most.
const kinds = new Map();
for (const f of html) {
  const text = readFileSync(join(site, f), "utf8");
  const kind = /<body data-kind="([^"]+)"/.exec(text)?.[1];
  if (kind && !(kinds.get(kind)?.size > text.length)) {
    kinds.set(kind, { path: "/" + f.replace(/index\.html$/, ""), size: text.length });
  }
}
const pages = asked.length ? asked.map((path) => ["asked for", path]) : [...kinds].map(([kind, page]) => [kind, page.path]);

// The server.
const headers = {};
for (const line of readFileSync(join(site, "_headers"), "utf8").split("\n\n")[0].split("\n").slice(1)) {
  const [name, ...value] = line.trim().split(": ");
  if (name) headers[name] = value.join(": ");
}
const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png",
  ".jpg": "image/jpeg", ".webp": "image/webp", ".txt": "text/plain; charset=utf-8", ".xml": "application/xml", ".json": "application/json",
};
const server = createServer((request, response) => {
  let path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  if (path.endsWith("/")) path += "index.html";
  let status = 200, body;
  try {
    body = readFileSync(join(site, path));
  } catch {
    [status, body, path] = [404, readFileSync(join(site, "404.html")), "/404.html"];
  }
  const type = types[extname(path)] || "application/octet-stream";
  const small = /text|xml|json|svg/.test(type) && /gzip/.test(request.headers["accept-encoding"] || "");
  response.writeHead(status, {
    ...headers, "Content-Type": type, ...(small && { "Content-Encoding": "gzip" }),
    "Cache-Control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
  });
  response.end(small ? gzipSync(body, { level: 9 }) : body);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;

let faults = 0;
const fault = (...what) => {
  faults++;
  console.log("  FAULT", ...what);
};

// The W3C checker over every page.
console.log(`W3C checker: ${html.length} pages`);
const jar = require("vnu-jar");
const said = execFileSync("java", ["-Xss4m", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", ...html],
  { cwd: site, stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 28, encoding: "utf8" });
const messages = JSON.parse(said).messages;
const errors = messages.filter((m) => m.type === "error"), warnings = messages.filter((m) => m.subType === "warning");
console.log(`  ${errors.length} errors, ${warnings.length} warnings`);
for (const m of errors) fault(m.url?.replace(/.*\/(?=posts|ops|tags)/, ""), `${m.lastLine}: ${m.message}`);
const told = new Map();
for (const m of warnings) told.set(m.message, (told.get(m.message) || 0) + 1);
for (const [message, n] of told) console.log(`  warning, ${n} times: ${message}`);

// axe, at two widths and in both schemes.
console.log(`axe: ${pages.length} pages, 360 and 1280 pixels, light and dark`);
const { default: puppeteer } = await load("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
let violations = 0;
for (const [kind, path] of pages) {
  const page = await browser.newPage();
  await page.setBypassCSP(true); // for axe itself
  page.on("console", (m) => ["error", "warn"].includes(m.type()) && !(path === "/404.html" && /404/.test(m.text())) && fault(path, "console:", m.text()));
  page.on("pageerror", (e) => fault(path, e.message));
  for (const width of [360, 1280]) for (const scheme of ["light", "dark"]) {
    await page.setViewport({ width, height: 800, isMobile: width < 600 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }]);
    await page.goto(origin + path, { waitUntil: "load" });
    await page.evaluate(axe);
    const { violations: found } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    violations += found.reduce((n, v) => n + v.nodes.length, 0);
    for (const v of found) fault(kind, path, width, scheme, v.id, v.nodes.map((n) => n.target.join(" ") + " " + (n.any[0]?.message || "")).slice(0, 3).join("; "));
  }
  await page.close();
}
await browser.close();
console.log(`  ${violations} violations`);

// Lighthouse, as a phone and as a desk.
console.log("Lighthouse: performance/accessibility/best practices/SEO");
const { default: lighthouse, desktopConfig } = await load("lighthouse");
const { launch } = await import(pathToFileURL(require.resolve("chrome-launcher")));
const noindex = (path) => /<meta name="robots" content="noindex">/.test(readFileSync(join(site, path.endsWith("/") ? path + "index.html" : path), "utf8"));
const score = async (url, config) => {
  const chrome = await launch({ chromePath: "/usr/bin/chromium", chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, output: "json", logLevel: "silent" }, config);
    return lhr;
  } finally {
    chrome.kill();
  }
};
for (const [kind, path] of pages) {
  const row = [];
  for (const [device, config] of [["mobile", undefined], ["desktop", desktopConfig]]) {
    // A busy machine makes a page slow, never fast: the best of three counts.
    let best, lhr;
    for (let i = 0; i < 3; i++) {
      lhr = await score(origin + path, config);
      const now = ["performance", "accessibility", "best-practices", "seo"].map((c) => Math.round(lhr.categories[c].score * 100));
      if (!best || now[0] > best.now[0]) best = { now, lhr };
      if (best.now[0] === 100) break;
    }
    row.push(`${device} ${best.now.join("/")}`);
    best.now.forEach((n, i) => {
      const name = ["performance", "accessibility", "best-practices", "seo"][i];
      if (n === 100 || (name === "seo" && noindex(path))) return; // what asks not to be indexed is marked down for it
      const why = best.lhr.categories[name].auditRefs.map((r) => best.lhr.audits[r.id]).filter((a) => a.score !== null && a.score < 1 && a.scoreDisplayMode !== "informative");
      fault(kind, path, device, name, n, why.map((a) => `${a.id} ${a.displayValue || ""} ${JSON.stringify(a.details?.items?.slice(0, 2) || "").slice(0, 300)}`).join("; "));
    });
  }
  console.log(`  ${kind.padEnd(11)} ${path.padEnd(40)} ${row.join("  ")}`);
}
server.close();
console.log(faults ? `${faults} faults` : "no fault");
process.exit(faults ? 1 : 0);
