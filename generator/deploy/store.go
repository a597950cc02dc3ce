package deploy

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Store is an object store as a deploy needs it. Keys are slash-separated
// and begin with no slash. A method does one request and does not try again.
type Store interface {
	// Get reads an object. An absent one is ErrNotFound.
	Get(ctx context.Context, key string) (Object, error)
	// Put writes an object whole or not at all. When c does not hold it is
	// ErrCondition, and nothing is written.
	Put(ctx context.Context, key string, body []byte, h Headers, c Condition) (etag string, err error)
	// Copy makes to an object with the body of from and the headers h. An
	// absent from is ErrNotFound.
	Copy(ctx context.Context, from, to string, h Headers) (etag string, err error)
	// Delete removes an object; that it is absent is no error.
	Delete(ctx context.Context, key string) error
	// List tells all objects whose keys begin with prefix, page by page.
	List(ctx context.Context, prefix, after string) (page []Listed, more bool, err error)
	// Head tells the headers and tag of an object. An absent one is ErrNotFound.
	Head(ctx context.Context, key string) (Headers, string, error)
}

// An Object is what Get gives.
type Object struct {
	Body []byte
	ETag string
}

// A Listed is one object of a List. Its tag is that which Put or Copy gave.
type Listed struct {
	Key, ETag string
	Size      int64
}

// A Condition says when a Put may happen; the zero Condition is always.
type Condition struct {
	Absent bool   // nothing stands at the key
	Match  string // the object that stands there has this tag
}

// Headers are those that an object store keeps with an object.
type Headers struct {
	Type     string `json:"type"`
	Cache    string `json:"cache,omitempty"`
	Redirect string `json:"redirect,omitempty"` // where a website endpoint sends readers
}

var (
	// ErrNotFound says that there is no such object.
	ErrNotFound = errors.New("there is no such object")
	// ErrCondition says that the condition of a Put did not hold.
	ErrCondition = errors.New("somebody else has changed the object")
)

// A Trouble is an error that passes: the request may be made again.
type Trouble struct {
	Err   error
	Slow  bool          // the store asks for fewer requests
	After time.Duration // and not before this; zero when it does not say
}

func (t *Trouble) Error() string { return t.Err.Error() }
func (t *Trouble) Unwrap() error { return t.Err }

// A RefusedError says why there is no deploy, before anything was sent.
type RefusedError struct{ Message, Hint string }

func (e *RefusedError) Error() string { return e.Message }

// A LockedError says that another deploy has the target.
type LockedError struct{ Target, Who string }

func (e *LockedError) Error() string {
	by := "another deploy"
	if e.Who != "" {
		by += " (" + e.Who + ")"
	}
	return fmt.Sprintf("%s is working on %s; wait until it is done", by, e.Target)
}

// A TargetError says what failed at a target, and in which step.
type TargetError struct {
	Target, Step string
	Err          error
}

func (e *TargetError) Error() string { return e.Target + ": " + e.Step + ": " + e.Err.Error() }
func (e *TargetError) Unwrap() error { return e.Err }
