package store

import "context"

type watching struct{}

// Watched is a context in which fn is told each statement, with its arguments,
// before it runs. It shows what a page asks of the database.
func Watched(ctx context.Context, fn func(text string, args []any)) context.Context {
	return context.WithValue(ctx, watching{}, fn)
}

func watched(ctx context.Context, text string, args []any) {
	if fn, ok := ctx.Value(watching{}).(func(string, []any)); ok {
		fn(text, args)
	}
}
