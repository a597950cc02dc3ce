// Package deploy brings a finished site to where readers are: a bucket of an
// object store, a folder of releases, a folder in the shape that a host of
// pages takes. It is an operation: locked, in order, recorded, and it can be
// taken back.
//
// A target is one such place, with a name in site.yaml. A release is one
// site that was live there; it has an id, and as long as it is kept it can be
// live again. The manifest of a target says what is live: path, digest, size
// and headers of every file. It is the commit point. Whatever happens before
// it is written, the release before is what is live; whatever happens after
// it is cleaning up.
//
// # A bucket
//
// An object store changes one object at a time, so a deploy is a sequence in
// which every state in between is one that readers may see. What it puts
// itself lies below .opspress/: the lock, the manifest, a record of each
// release, and the body of every file under its digest.
//
//	look      the lock and the manifest are read; with nothing to do this is all
//	lock      written on condition that it is as it was read, so one of two wins
//	new       names that were not there: hashed assets, other assets, pages,
//	          lists and feeds; nothing that is live leads to them yet
//	changed   names that were there, in the same order
//	commit    the record of the release, then the manifest
//	purge     the CDN forgets what changed
//	check     a few changed pages are fetched from the public URL
//	delete    names that no page of the last three releases leads to
//	unlock
//
// New names come before changed ones because pages of one kind lead to each
// other: yesterday's newest post gets a link to today's, which must be there.
//
// Each file is two requests: its body is put under its digest, and copied from
// there to its name. So a body that was live before is not sent again, and a
// release can be restored by copies alone.
//
// The lock names what its holder is about to change. A deploy that dies leaves
// that list behind, and the next one takes nothing on it for granted: it
// writes those names anew, whatever the manifest says of them, and forgets
// none of them.
//
// # A folder
//
// A folder of releases is switched as a whole: the release is built beside the
// one that is live, by links for what did not change, and a symbolic link is
// renamed into place.
//
// # Errors
//
// Every error of a store is one of four: ErrNotFound, ErrCondition, a *Trouble
// that passes and is tried again, or one that does not pass. What a deploy
// refuses is a *RefusedError, and a lock in other hands a *LockedError.
package deploy
