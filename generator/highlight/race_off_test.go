//go:build !race

package highlight

const underRace = false
