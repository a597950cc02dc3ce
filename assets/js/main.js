// What a page can do beside being read. It is loaded before the style sheet, so
// that the scheme is chosen before anything is drawn; everything else waits for
// the document.
import "./scheme.js";
import "./toc.js";
import "./copy.js";
import "./footnotes.js";
import "./map.js";
import "./search/open.js";
