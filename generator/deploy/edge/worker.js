// Made by opspress deploy. A Cloudflare Worker in front of the bucket: bind an
// R2 bucket as BUCKET, or set it on a route before any other origin.
const site = /*SITE*/{};

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const path = decoded(url.pathname);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return withHeaders(new Response('Method Not Allowed', { status: 405, headers: { allow: 'GET, HEAD' } }));
    }
    if (path.startsWith(site.base + '/.opspress/')) {
      return withHeaders(new Response('Not Found', { status: 404 }));
    }
    let to = site.redirects[path];
    if (to === undefined && needsSlash(path)) {
      to = url.pathname + '/' + url.search;
    }
    if (to !== undefined) {
      return withHeaders(new Response(null, { status: 301, headers: { location: to } }));
    }
    const index = path.endsWith('/') ? 'index.html' : '';
    return withHeaders(await fetched(request, url, path, index, env));
  },
};

async function fetched(request, url, path, index, env) {
  if (!env || !env.BUCKET) {
    const at = new URL(url);
    at.pathname += index;
    return fetch(new Request(at, request));
  }
  const object = await env.BUCKET.get(keyOf(path + index));
  if (object) {
    return answer(object, 200, request);
  }
  const missing = await env.BUCKET.get(site.prefix + '404.html');
  return missing ? answer(missing, 404, request) : new Response('Not Found', { status: 404 });
}

function keyOf(file) {
  return site.prefix + file.substring(site.base.length + 1);
}

function answer(object, status, request) {
  const headers = new Headers();
  object.writeHttpMetadata(headers);
  headers.set('etag', object.httpEtag);
  if (status === 200 && request.headers.get('if-none-match') === object.httpEtag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(request.method === 'HEAD' ? null : object.body, { status, headers });
}

function withHeaders(response) {
  const out = new Response(response.body, response);
  for (const name in site.headers) {
    out.headers.set(name, site.headers[name]);
  }
  return out;
}

// needsSlash says that a path names a folder: its last part has no dot, and it
// is no file of the site.
function needsSlash(path) {
  const last = path.substring(path.lastIndexOf('/') + 1);
  return last !== '' && last.indexOf('.') < 0 && site.files[path] === undefined;
}

function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch (e) {
    return path;
  }
}
