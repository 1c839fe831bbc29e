package app

import (
	"errors"
	"fmt"

	"homeward/internal/casefile"
	"homeward/internal/store"
)

// Kind is what sort of thing went wrong. Pages choose their answer by it.
type Kind string

const (
	NotFound  Kind = "not found"
	Forbidden Kind = "forbidden"
	SignedOut Kind = "signed out"
	Invalid   Kind = "invalid"  // what was typed cannot be; Refusals says what
	Conflict  Kind = "conflict" // someone else wrote in between; Since says what
	Locked    Kind = "locked"   // too many tries
	Full      Kind = "full"     // the disk takes no more
	Internal  Kind = "internal"
)

// Error is an error of a use case. Text is safe to show: it has no personal
// data beyond what the actor may see, and nothing of the machine. The cause is
// for the log.
type Error struct {
	Kind     Kind
	Text     string
	Refusals casefile.Refusals
	Since    []casefile.Recorded // for Conflict: what the others recorded meanwhile
	Version  int                 // for Conflict: the version of the case now
	cause    error
}

func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %v", e.Text, e.cause)
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.cause }

// As takes the use case's error out of err. An error that is none of ours is
// Internal.
func As(err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, store.ErrNotFound):
		return &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	case store.Full(err):
		return &Error{Kind: Full, Text: "Homeward has no room left on its disk. What you just sent was not saved. Nothing that was saved before is lost. Tell whoever looks after Homeward, and try again when they have made room.", cause: err}
	}
	if r, ok := casefile.AsRefusals(err); ok {
		return &Error{Kind: Invalid, Text: r.Error(), Refusals: r, cause: err}
	}
	return &Error{Kind: Internal, Text: "Something went wrong on our side. Nothing you typed was saved twice or lost. Try again in a minute.", cause: err}
}

// fail says what was attempted when an error came, once for each layer.
func fail(err error, attempt string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(attempt+": %w", append(args, err)...)
}

func invalid(field, text string) error {
	return &Error{Kind: Invalid, Text: text, Refusals: casefile.Refusals{{Field: field, Text: text}}}
}
