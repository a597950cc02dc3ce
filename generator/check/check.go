// Package check judges a finished site as a careful editor and an operator
// would: facts of sources and pages come in as values, findings go out.
//
// Facts of a page (PageFacts) and of a source (SourceFacts) follow from its bytes
// alone, so whoever calls may keep them by digest. A rule is a function from all
// facts to findings. What a finding weighs, what the site's settings and the
// comments in its sources silence, and what an earlier run has accepted, is
// decided at the end and in one place (Judge), whatever rule it came from.
//
// The room touches nothing: no files, no clock, no network.
package check
