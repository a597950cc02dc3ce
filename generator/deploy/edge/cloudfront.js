// Made by opspress deploy. Associate it with the viewer request and the viewer
// response of the CloudFront distribution (runtime cloudfront-js-2.0).
var site = /*SITE*/{};

function handler(event) {
  if (event.context.eventType === 'viewer-response') {
    return withHeaders(event.response);
  }
  var request = event.request;
  var path = decoded(request.uri);
  if (path.indexOf(site.base + '/.opspress/') === 0) {
    return withHeaders({ statusCode: 404, statusDescription: 'Not Found', headers: {} });
  }
  var to = site.redirects[path];
  if (to === undefined && needsSlash(path)) {
    to = request.uri + '/' + query(request.querystring);
  }
  if (to !== undefined) {
    return withHeaders({ statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: to } } });
  }
  if (request.uri.charAt(request.uri.length - 1) === '/') {
    request.uri += 'index.html';
  }
  return request;
}

function withHeaders(response) {
  response.headers = response.headers || {};
  for (var name in site.headers) {
    response.headers[name] = { value: site.headers[name] };
  }
  return response;
}

// needsSlash says that a path names a folder: its last part has no dot, and it
// is no file of the site.
function needsSlash(path) {
  var last = path.substring(path.lastIndexOf('/') + 1);
  return last !== '' && last.indexOf('.') < 0 && site.files[path] === undefined;
}

function decoded(uri) {
  try {
    return decodeURIComponent(uri);
  } catch (e) {
    return uri;
  }
}

function query(parts) {
  var out = [];
  for (var name in parts) {
    var values = parts[name].multiValue || [parts[name]];
    for (var i = 0; i < values.length; i++) {
      out.push(values[i].value === '' ? name : name + '=' + values[i].value);
    }
  }
  return out.length === 0 ? '' : '?' + out.join('&');
}
