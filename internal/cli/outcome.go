package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitWrong  = 2
)

// usageError is wrong use, or input that cannot be read: exit code 2.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// wrongUse is a usageError that says what is wrong and what to do about it.
func wrongUse(remedy, what string, args ...any) error {
	return usageError{text: advise(what, args, remedy)}
}

// failed is an error with exit code 1 that says what went wrong and what to do about it.
func failed(remedy, what string, args ...any) error {
	return errors.New(advise(what, args, remedy))
}

func advise(what string, args []any, remedy string) string {
	return fmt.Sprintf(what, args...) + " — " + remedy
}

// told ends a command, with its own value as exit code, whose output has
// already said what is the matter.
type told int

func (t told) Error() string { return fmt.Sprintf("exit %d", int(t)) }

// report writes an error, one line for each of the joined, and returns the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	var already told
	if errors.As(err, &already) {
		return int(already)
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(stderr, "homeward: %s\n", line)
		}
	}
	var usage usageError
	if errors.As(err, &usage) {
		return exitWrong
	}
	return exitFailed
}
