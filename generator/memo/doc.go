// Package memo runs pure tasks, remembers what each one read, and runs a task
// again only when something it read has changed.
//
// A build is a web of small questions: what are the bytes of this file, which
// posts are there, what does this page look like. Each kind of question is a
// [Task], a function from a key to a value that asks other tasks through its
// [Ctx]. Nobody writes down what depends on what. The engine sees every
// question as it is asked, and that record is the dependency graph.
//
// # Words
//
// An entry is one task with one key and its result in a [Store]: the value, the
// error, the warnings. All three are the result; an error is compared and kept
// like a value, and a warning of an entry that did not run is still there.
//
// A read is one entry's use of another. Each entry keeps its reads, each once,
// in the order in which they first happened. Reading what is absent is a read
// like any other: the answer "no such file" may change too.
//
// A source is a task that looks at the world. All other tasks are pure: the
// same key and the same values read give the same result.
//
// A revision is one look at the world. It begins with the set of sources that
// may have changed ([Store.Revise]), answers questions ([Revision.Do]), and may
// be declared complete ([Revision.Complete]): then what no question reached is
// dropped. A new revision cancels the old one, and a cancelled run leaves no
// result.
//
// A mark says "verify before use". A revision begins by marking, from the
// changed sources upward along the reads, all that could depend on them. What
// bears no mark is current, without another look. A marked entry that is asked
// for goes through its reads in their order, brings each up to date, and runs at
// the first one whose value has changed; if there is none, its result stands
// and it did not run. So a change stops where it makes no difference, which is
// called early cutoff. Sources named as changed run without further ado.
//
// A hub is an entry that very many others depend on. Marks do not climb above
// it: an entry above a hub is current as long as the hub is, and has not become
// another since ([Task.Hub]).
//
// A light task leaves only the digest of its value in the store, beside reads
// and warnings. The value is made again when somebody asks for it and it is not
// among the recent ones; [Task.Sum] reads the digest and does not ask for it.
//
// A passing task leaves nothing in a store that is used once: there it is a
// function that the asking task calls.
//
// # The invariant
//
// After any edits, a warm store gives the values, errors and warnings that an
// empty one gives, provided that the changed set names every source entry whose
// value is another than in the last revision, and that tasks are deterministic
// in what they read through their Ctx. The order in which things are asked, the
// number of workers and what was cancelled on the way do not show.
//
// [Options].FullWalk marks everything. It is slow and knows nothing of marks,
// and it must give the same.
//
// # Working at once
//
// Tasks run on the goroutine that asks. [Task.All] is where others help, one
// for each free worker's slot. A task that waits for another gives its slot to
// it: there are never more than Options.Workers at work, and a chain of any
// depth needs one. Entries that wait for each other are a [CycleError], found
// the moment the circle would close, on however many goroutines; all its
// members have that error as their result.
package memo
