package store

import (
	"errors"
	"testing"
	"time"

	"homeward/internal/enginetest"
)

func TestUnsentMessagesAreCounted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		s := opened(t, address)
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		ctx, at := t.Context(), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		err := s.Do(ctx, work("N1"), func(tx *Tx) error {
			return errors.Join(tx.CreateUser(User{ID: "u", Email: "a@example.org", CreatedAt: noon}), tx.Audit(audit("add user")))
		})
		if err != nil {
			t.Fatal(err)
		}
		var messages []Message
		for i, id := range []string{"a", "b", "c", "d"} {
			messages = append(messages, Message{ID: id, UserID: "u", CreatedAt: at.Add(time.Duration(i) * time.Minute), NextAt: at})
		}
		if err := s.AddMessages(ctx, "N1", messages); err != nil {
			t.Fatal(err)
		}
		held := func(register string, waiting int, oldest time.Time, ended int) {
			t.Helper()
			n, first, over, err := s.Unsent(ctx, register, "given up", at.Add(2*time.Minute), at.Add(time.Hour))
			if err != nil || n != waiting || !first.Equal(oldest) || over != ended {
				t.Errorf("%s: %d wait since %v and %d were given up, %v; want %d, %v, %d", register, n, first, over, err, waiting, oldest, ended)
			}
		}
		held("N1", 0, time.Time{}, 0) // nobody has tried yet
		for range messages {
			if _, err := s.TakeMessage(ctx, "N1", at.Add(time.Hour), at.Add(3*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		held("N1", 2, at, 0) // c and d are too new
		for id, when := range map[string]time.Time{"a": at.Add(time.Minute), "d": at.Add(2 * time.Hour)} {
			if err := s.EndMessage(ctx, "N1", Message{ID: id, Attempts: 1}, "given up", when); err != nil {
				t.Fatal(err)
			}
		}
		held("N1", 1, at.Add(time.Minute), 1) // a was given up long ago
		held("N2", 0, time.Time{}, 0)
	})
}
