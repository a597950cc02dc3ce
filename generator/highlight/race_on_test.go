//go:build race

package highlight

// underRace is true where everything is ten times slower: then the goroutines
// matter, and fewer blocks are compared.
const underRace = true
