// Package serve answers HTTP requests for a site while its author writes, and
// keeps the open pages true.
package serve
