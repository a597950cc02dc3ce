// Package watch says when to look at the files of a site.
//
// # Words
//
// A look is what the site does at the begin of a revision: it walks its files
// and finds out by itself which of them have changed. An event is what the
// system tells of a folder. A signal is what this package makes of events:
// "something happened". That is all it says. No signal carries a path that
// anything may depend on, so a lost or a doubled event can make the site late,
// never wrong, and this package has one duty: after the last change there is a
// signal, and it comes soon.
//
// # Soon
//
// A lone event is signalled within 5 ms. An editor makes several of them when
// it saves (a backup, a temporary file, a rename), all within a millisecond or
// two, so the first one waits that long for its companions. Many files, or
// events close behind a signal, are a burst: it waits until it is quiet, at
// most 150 ms. A file that is empty at the end of the short wait has most
// likely been truncated and not yet written, and waits as a burst does. While
// git holds its lock the files are half of one commit and half of another;
// the wait is then up to 5 s, so that a checkout is one build. A lock that is
// older than that was left behind, or its owner waits for a person: it holds
// up nothing. The rules are in pace, which is arithmetic on times and nothing
// else, and are tested there.
//
// # Surely
//
// Events come from fsnotify, a folder at a time. A new folder is added first
// and listed afterwards, so what was put into it before is found and what
// comes later is told. A folder that moves takes its watches along under its
// old name; nothing of that is repaired: the watches are thrown away and made
// anew, and so they are when the queue of the system overflowed, on any error,
// and when a folder or a link is replaced by another. A signal follows always,
// because what happened in between was not seen.
//
// The folders above are watched too, for the one name that leads down: the
// root may vanish and return, and so may posts/. A symbolic link is watched at
// both ends, at its own place and at that of its target.
//
// What editors and systems leave beside the files (swap files, backups, locks)
// is no news, and what came and went under a name that only editors use
// neither. The rename that ends a save is.
//
// # Where no events come
//
// Network and container file systems do not tell what others change, and the
// system's limits on watches can be used up. The first is known from the kind
// of the file system, the second from the error. For all other cases a probe
// is written at the start, and its own event waited for. Where events cannot
// be trusted the files are polled: a walk takes size, times and inode of each,
// and a difference is an event like any other. It is said, once, with the
// reason and what can be done. Events that do come are still used: they are
// sooner.
//
// # Harmless
//
// A Watcher never waits for its reader: the channel holds one signal, and a
// newer one takes its place. Whatever Run has started has ended when it
// returns, and every descriptor is closed.
package watch
