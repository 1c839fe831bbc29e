package store

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// actsOf fills the audit of a register with one act of each kind, a second
// apart, by two users in turn, about two cases in turn; the latest comes first.
func actsOf(t *testing.T, s *Store, register string) []Audit {
	t.Helper()
	var acts []Audit
	for i, kind := range AuditKinds {
		a := Audit{
			At: noon.Add(time.Duration(i) * time.Second), Register: register, UserID: []string{"u1", "u2"}[i%2], UserName: "Ann Example", Role: "chair",
			Kind: kind, Action: "see", Case: []string{"p1", "p2", ""}[i%3], Detail: "d", Purpose: "review", From: "192.0.2.7", Words: "sam o’brien",
		}
		if err := s.Record(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		acts = append([]Audit{a}, acts...)
	}
	return acts
}

func TestTheAuditTrail(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		want := actsOf(t, s, "N1")
		actsOf(t, s, "N2")
		ids := map[string]bool{}
		trail := func(name string, q AuditQuery, limit int, want ...Audit) {
			t.Helper()
			var each []Audit
			got, err := s.AuditTrail(ctx, "N1", q, limit)
			if err = errors.Join(err, s.EachAudit(ctx, "N1", q, func(a Audit) error { each = append(each, a); return nil })); err != nil {
				t.Fatal(name, err)
			}
			if !reflect.DeepEqual(got, each[:min(limit, len(each))]) {
				t.Errorf("%s: the page has %+v, and one by one it is %+v", name, got, each)
			}
			for i := range got {
				ids[got[i].ID], got[i].ID = true, ""
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
			}
		}
		trail("all", AuditQuery{}, 10, want...)
		trail("some", AuditQuery{}, 2, want[:2]...)
		trail("user", AuditQuery{User: "u2"}, 10, want[0], want[2], want[4])
		trail("case", AuditQuery{Case: "p1"}, 10, want[2], want[5])
		trail("kind", AuditQuery{Kinds: []AuditKind{Searched}}, 10, want[4])
		trail("kinds", AuditQuery{Kinds: []AuditKind{Searched, Looked}}, 10, want[4], want[5])
		trail("days", AuditQuery{From: noon.Add(time.Second), To: noon.Add(3 * time.Second)}, 10, want[3], want[4])
		trail("together", AuditQuery{User: "u1", Case: "p1", Kinds: []AuditKind{Looked}, From: noon, To: noon.Add(time.Second)}, 10, want[5])
		trail("nothing", AuditQuery{User: "u1", Case: "p9"}, 10)
		if len(ids) != len(AuditKinds) {
			t.Errorf("%d acts have %d identifiers", len(AuditKinds), len(ids))
		}
		page, err := s.AuditTrail(ctx, "N1", AuditQuery{}, 4)
		if err != nil {
			t.Fatal(err)
		}
		trail("the next page", AuditQuery{Before: page[3].Key()}, 10, want[4:]...)
		if got, err := s.AuditTrail(ctx, "N3", AuditQuery{}, 10); err != nil || got != nil {
			t.Errorf("another register: %+v, %v", got, err)
		}
	})
}

// Acts of one moment have a place each, so that no page leaves one out.
func TestActsOfOneMomentAreOnOnePageEach(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		acts := make([]Audit, 7)
		for i := range acts {
			acts[i] = audit("see")
			acts[i].Register = "N1"
		}
		if err := s.Record(t.Context(), acts...); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		var q AuditQuery
		for pages := 0; pages < 4; pages++ {
			page, err := s.AuditTrail(t.Context(), "N1", q, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range page {
				seen[a.ID] = true
				q.Before = a.Key()
			}
		}
		if len(seen) != len(acts) {
			t.Errorf("%d of %d were on four pages of two", len(seen), len(acts))
		}
	})
}

func TestNoActWithoutAnActor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		if err := s.Record(t.Context(), audit("see"), Audit{At: noon, Register: "N1", Action: "see", UserID: "u1"}); err == nil {
			t.Error("an act of nobody was noted")
		}
		if got, err := s.AuditTrail(t.Context(), "", AuditQuery{}, 10); err != nil || len(got) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// What a browser sends may be any bytes; an act is noted all the same.
func TestAnActIsNotedWhateverWasTyped(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		a := audit("search")
		a.Words, a.Detail, a.From = "a\x00b\xff", "\xfe", "\x00"
		if err := s.Record(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		got, err := s.AuditTrail(t.Context(), "", AuditQuery{}, 1)
		if err != nil || got[0].Words != "a\uFFFDb\uFFFD" || got[0].Detail != "\uFFFD" || got[0].From != "\uFFFD" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestWhoDidAnything(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *Store) {
		for i, name := range []string{"Ann Old", "Bob", "Ann New"} {
			a := Audit{At: noon.Add(time.Duration(i) * time.Second), Register: "N1", UserID: []string{"u1", "u2"}[i%2], UserName: name, Action: "see"}
			if err := s.Record(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.AuditUsers(t.Context(), "N1")
		if want := []AuditUser{{"u1", "Ann New"}, {"u2", "Bob"}}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
		if got, err := s.AuditUsers(t.Context(), "N2"); err != nil || len(got) != 0 {
			t.Errorf("another register: %+v, %v", got, err)
		}
	})
}

// A page of the audit is found in an index, however long the audit is, and
// nothing is sorted.
func TestTheAuditIsReadFromItsIndexes(t *testing.T) {
	t.Parallel()
	s := opened(t, "sqlite:"+t.TempDir())
	const (
		all    = "SEARCH a USING PRIMARY KEY (register=?"
		byCase = "SEARCH a USING COVERING INDEX audit_by_case (register=? AND case_id=?"
		inCase = "SEARCH a USING INDEX audit_by_case (register=? AND case_id=?"
		byUser = "SEARCH a USING COVERING INDEX audit_by_user (register=? AND user_id=?"
		byKind = "SEARCH a USING COVERING INDEX audit_by_kind (register=? AND kind=?"
	)
	one := []AuditKind{Refused}
	for name, test := range map[string]struct {
		q    AuditQuery
		want string
	}{
		"all": {AuditQuery{}, all}, "days": {AuditQuery{From: noon, To: noon}, all}, "next": {AuditQuery{Before: AuditKey{noon, "x"}}, all},
		"case": {AuditQuery{Case: "p1"}, byCase}, "case, user, kind": {AuditQuery{Case: "p1", User: "u1", Kinds: one}, inCase},
		"user": {AuditQuery{User: "u1"}, byUser}, "user, kind": {AuditQuery{User: "u1", Kinds: one}, byUser},
		"user, days, next": {AuditQuery{User: "u1", From: noon, To: noon, Before: AuditKey{noon, "x"}}, byUser},
		"kind":             {AuditQuery{Kinds: one}, byKind}, "kind, next": {AuditQuery{Kinds: one, Before: AuditKey{noon, "x"}}, byKind},
	} {
		text, args := test.q.pageSQL("N1", 50)
		steps := plan(t, s, text, args)
		if !slices.ContainsFunc(steps, func(step string) bool { return strings.HasPrefix(step, test.want) }) {
			t.Errorf("%s: not %s but\n%s", name, test.want, strings.Join(steps, "\n"))
		}
		if inner := slices.IndexFunc(steps, func(step string) bool { return strings.Contains(step, "TEMP B-TREE") }); inner >= 0 && inner < 3 {
			t.Errorf("%s: it sorts\n%s", name, strings.Join(steps, "\n"))
		}
	}
	steps := plan(t, s, selectAuditUsers.sql, []any{"N1"})
	if slices.ContainsFunc(steps, func(step string) bool {
		return strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "found")
	}) {
		t.Errorf("who did anything is not stepped through:\n%s", strings.Join(steps, "\n"))
	}
}
