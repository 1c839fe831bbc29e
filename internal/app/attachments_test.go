package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

var secretKey = bytes.Repeat([]byte{3}, KeyLength)

// letter is a file to attach.
func (b *board) letter(words string) NewAttachment {
	return NewAttachment{On: b.Today() - 3, Kind: AttachedLetter, Title: "Letter from Oak Ward", FileName: `C:\Letters\To Sam.TXT`, File: []byte(words)}
}

// daemon is a scanner that a test has say what it likes.
type daemon struct {
	found    string
	err      error
	stumbles int // how many of the next it cannot scan
	asked    int
}

func (d *daemon) Scan(context.Context, []byte) (string, error) {
	d.asked++
	if d.stumbles > 0 {
		d.stumbles--
		return "", errors.New("it stumbles over this one")
	}
	return d.found, d.err
}

func TestALetterIsAttachedAndOpened(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		must(t, b.KeepSecretsBy(secretKey))
		id, other := b.person(t, "").Case, b.person(t, "").Case
		const words = "Dear Sam, your leave begins on Monday."
		first, err := b.Attach(b.ctx, b.here, id, b.letter(words))
		must(t, err)
		*b.at = b.at.Add(time.Hour)
		again, err := b.Attach(b.ctx, b.here, other, b.letter(words))
		must(t, err)

		at, file, err := b.OpenAttachment(b.ctx, b.here, id, first)
		must(t, err)
		if string(file) != words || at.FileName != "To Sam.txt" || at.Media != "text/plain; charset=utf-8" || at.UserName != b.here.Name || at.Role != string(access.Coordinator) {
			t.Errorf("opened: %q, %+v", file, at)
		}
		view, err := b.Attachments(b.ctx, b.here, other)
		must(t, err)
		if len(view.Attachments) != 1 || view.Attachments[0].ID != again || view.Attachments[0].Address != at.Address {
			t.Errorf("the same file, attached to another person, is %+v", view.Attachments)
		}

		// In the database nobody reads it, and no other register has the like.
		kept, err := b.store.AttachmentFile(b.ctx, "HERE", at.Address)
		must(t, err)
		if bytes.Contains(kept.Encrypted, []byte("leave")) || len(kept.Encrypted) != len(words)+24+16 {
			t.Errorf("kept as %d bytes: %q", len(kept.Encrypted), kept.Encrypted)
		}
		there, err := b.AddPerson(b.ctx, b.there, casefile.Open{On: b.Today(), Details: casefile.Details{GivenName: "Sam"}})
		must(t, err)
		elsewhere, err := b.Attach(b.ctx, b.there, there.Case, b.letter(words))
		must(t, err)
		in, err := b.Attachment(b.ctx, b.there, there.Case, elsewhere)
		must(t, err)
		if in.Attachment.Address == at.Address {
			t.Error("two registers can be seen to have the same file")
		}

		// It is of the record by its day, and by when it was attached.
		for _, c := range []struct {
			at   AsAt
			want int
		}{{AsAt{}, 1}, {AsAt{Day: b.Today() - 3}, 1}, {AsAt{Day: b.Today() - 4}, 0}, {AsAt{Day: b.Today() - 3, Recorded: true}, 0}, {AsAt{Day: b.Today(), Recorded: true}, 1}} {
			v, err := b.Person(b.ctx, b.here, id, c.at)
			must(t, err)
			if len(v.Attachments) != c.want {
				t.Errorf("as at %+v there are %d attachments, want %d", c.at, len(v.Attachments), c.want)
			}
		}

		must(t, b.KeepSecretsBy(bytes.Repeat([]byte{4}, KeyLength)))
		if _, _, err := b.OpenAttachment(b.ctx, b.here, id, first); err == nil || As(err).Kind != Internal {
			t.Errorf("with another key: %v", err)
		}
		b.secrets = nil
		wantKind(t, second(b.Attach(b.ctx, b.here, id, b.letter(words))), Internal)

		must(t, b.WriteNoted(b.ctx))
		trail, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{Case: id}, 100)
		must(t, err)
		acts := map[string]string{}
		for _, a := range trail {
			acts[a.Action] = fmt.Sprint(a.Kind, " ", a.Detail)
		}
		if acts["attach"] != "change attachment "+first || acts["open attachment"] != "look attachment "+first {
			t.Errorf("the audit has %v", acts)
		}
		var report store.Report
		must(t, b.store.VerifyLog(b.ctx, &report, store.Trust{}))
		if !report.OK() || report.Files != 2 {
			t.Errorf("verified: %+v", report)
		}
	})
}

func TestWhatCannotBeAttached(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	must(t, b.KeepSecretsBy(secretKey))
	id := b.person(t, "").Case
	for name, c := range map[string]struct {
		change func(*NewAttachment)
		field  string
	}{
		"nothing":          {func(n *NewAttachment) { n.File = nil }, "file"},
		"a page":           {func(n *NewAttachment) { n.File = []byte("<html>") }, "file"},
		"a program":        {func(n *NewAttachment) { n.FileName, n.File = "letter.pdf", []byte("MZ\x90\x00") }, "file"},
		"too long":         {func(n *NewAttachment) { n.File = bytes.Repeat([]byte("a"), MaxAttachment+1) }, "file"},
		"no title":         {func(n *NewAttachment) { n.Title = " " }, "title"},
		"a long title":     {func(n *NewAttachment) { n.Title = strings.Repeat("a", 1001) }, "title"},
		"no kind":          {func(n *NewAttachment) { n.Kind = "x" }, "kind"},
		"no day":           {func(n *NewAttachment) { n.On = 0 }, "on"},
		"a day to come":    {func(n *NewAttachment) { n.On = b.Today() + 1 }, "on"},
		"a mark of no one": {func(n *NewAttachment) { n.Mark = "x" }, "mark"},
	} {
		n := b.letter("Dear Sam")
		c.change(&n)
		_, err := b.Attach(b.ctx, b.here, id, n)
		if e := wantKind(t, err, Invalid); len(e.Refusals) != 1 || e.Refusals[0].Field != c.field {
			t.Errorf("%s: %+v", name, e.Refusals)
		}
	}
	n := b.letter("")
	n.File = bytes.Repeat([]byte("a"), MaxAttachment)
	must(t, second(b.Attach(b.ctx, b.here, id, n)))
}

func TestWhoSeesAttachments(t *testing.T) {
	t.Parallel()
	b := open(t, enginetest.SQLite(t))
	must(t, b.KeepSecretsBy(secretKey))
	id := b.person(t, "").Case
	line := CommandLine("HERE")
	add := func(f casefile.Fact) {
		must(t, second(b.Record(b.ctx, b.here, id, AnyVersion, casefile.Add{On: b.Today(), Fact: f})))
	}
	add(casefile.Action{ID: "x1", Due: b.Today() + 3, Text: "Ring"})
	consent := func(d casefile.ConsentDecision) {
		add(casefile.Consent{To: casefile.ToRegister, Decision: d, Basis: casefile.Own})
	}
	consent(casefile.Given)
	nurse, provider, family := b.staffMember(t, "Nurse", access.Clinician), b.staffMember(t, "Ward", access.Provider), b.staffMember(t, "Mum", access.Family)
	owner, stranger := b.staffMember(t, "Owner", access.Clinician), b.staffMember(t, "Stranger", access.Clinician)
	governance, admin := b.staffMember(t, "IG", access.InformationGovernance), b.staffMember(t, "Admin", access.Administrator)
	must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
	must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: provider.UserID, Relation: access.OfProvider}))
	must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: owner.UserID, Relation: access.OwnsAction, Subject: "x1"}))
	must(t, b.Involve(b.ctx, line, id, NewInvolvement{UserID: family.UserID, Relation: access.Chosen, Agreed: casefile.Own}))
	open, err := b.Attach(b.ctx, nurse, id, b.letter("Dear Sam"))
	must(t, err)
	n := b.letter("The aunt told us in confidence")
	n.Mark, n.Title = access.ThirdParty, "What the aunt said"
	secret, err := b.Attach(b.ctx, nurse, id, n)
	must(t, err)

	sees := func(who access.Actor, want ...bool) {
		t.Helper()
		for i, at := range []string{open, secret} {
			_, _, err := b.OpenAttachment(b.ctx, who, id, at)
			if (err == nil) != want[i] || err != nil && As(err).Kind != NotFound && As(err).Kind != Forbidden {
				t.Errorf("%s opens attachment %d: %v", who.Name, i, err)
			}
		}
		if v, err := b.Attachments(b.ctx, who, id); err == nil && !want[1] && strings.Contains(fmt.Sprintf("%+v", v.Attachments), "aunt") {
			t.Errorf("%s is shown %+v", who.Name, v.Attachments)
		}
	}
	sees(b.here, true, true)
	sees(nurse, true, true)
	sees(provider, true, false)
	sees(family, true, false)
	for _, who := range []access.Actor{owner, stranger, governance, admin, b.there, {}} {
		sees(who, false, false)
	}
	for _, who := range []access.Actor{owner, stranger, family, governance, admin, b.there, {}} {
		if _, err := b.Attach(b.ctx, who, id, b.letter("x")); err == nil {
			t.Errorf("%s attaches", who.Name)
		}
	}
	must(t, second(b.Attach(b.ctx, provider, id, b.letter("From the ward"))))
	wantKind(t, second(b.Attach(b.ctx, provider, id, n)), Forbidden) // who may not mark
	wantKind(t, b.ChangeAttachment(b.ctx, provider, id, open, AttachmentChange{Withdraw: true, Reason: "x"}), Forbidden)
	wantKind(t, b.ChangeAttachment(b.ctx, stranger, id, open, AttachmentChange{Withdraw: true, Reason: "x"}), NotFound)
	wantKind(t, b.ChangeAttachment(b.ctx, b.there, id, open, AttachmentChange{Mark: access.ThirdParty, Reason: "x"}), NotFound)

	wantKind(t, b.ChangeAttachment(b.ctx, nurse, id, secret, AttachmentChange{Reason: " "}), Invalid)
	wantKind(t, b.ChangeAttachment(b.ctx, nurse, id, secret, AttachmentChange{Mark: access.ThirdParty, Reason: "again"}), Invalid)
	must(t, b.ChangeAttachment(b.ctx, nurse, id, secret, AttachmentChange{Reason: "She told everyone"}))
	sees(provider, true, true)
	must(t, b.ChangeAttachment(b.ctx, b.here, id, open, AttachmentChange{Withdraw: true, Reason: "It is about another Sam"}))
	wantKind(t, b.ChangeAttachment(b.ctx, b.here, id, open, AttachmentChange{Withdraw: true, Reason: "again"}), Invalid)
	sees(b.here, false, true)
	v, err := b.Attachment(b.ctx, b.here, id, open)
	must(t, err)
	if len(v.Done) != 1 || !v.Done[0].Withdrawn || v.Done[0].Reason != "It is about another Sam" || v.Done[0].UserName != b.here.Name {
		t.Errorf("what was done: %+v", v.Done)
	}

	consent(casefile.Withdrawn)
	sees(b.here, false, true)
	sees(nurse, false, false)
	sees(provider, false, false)
	wantKind(t, second(b.Attach(b.ctx, nurse, id, b.letter("x"))), Forbidden)
}

// Until a scanner found a file clean nobody opens it, whatever goes wrong.
func TestFilesAreInQuarantineUntilFoundClean(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		b := open(t, address)
		must(t, b.KeepSecretsBy(secretKey))
		id := b.person(t, "").Case
		attach := func(words string) string {
			t.Helper()
			at, err := b.Attach(b.ctx, b.here, id, b.letter(words))
			must(t, err)
			return at
		}
		opens := func(at string, want string) {
			t.Helper()
			_, _, err := b.OpenAttachment(b.ctx, b.here, id, at)
			if want == "" {
				must(t, err)
			} else if e := wantKind(t, err, Forbidden); !strings.Contains(e.Text, want) {
				t.Errorf("it cannot be opened: %s; want %s", e.Text, want)
			}
		}
		before := attach("from before there was a scanner")
		opens(before, "")
		faults := 0
		b.OnFault(func(error) { faults++ })
		d := &daemon{err: errors.New("it does not answer")}
		b.ScanBy(d)
		waiting := attach("sent while it did not answer")
		opens(before, "has not looked at it yet")
		opens(waiting, "has not looked at it yet")
		if err := b.Scan(b.ctx, "HERE"); err == nil || faults != 1 {
			t.Errorf("a scanner that does not answer: %v, %d faults", err, faults)
		}
		d.err = nil
		clean := attach("sent when it answered")
		opens(clean, "")
		opens(waiting, "has not looked at it yet")
		// A file that cannot be scanned keeps no other waiting.
		d.stumbles = 1
		if err := b.Scan(b.ctx, "HERE"); err == nil {
			t.Error("nothing is said of what cannot be scanned")
		}
		left, err := b.store.UncheckedFiles(b.ctx, "HERE", "", 10)
		must(t, err)
		if len(left) != 1 {
			t.Errorf("%d files wait still, want the one that cannot be scanned", len(left))
		}
		must(t, b.Scan(b.ctx, "HERE"))
		opens(before, "")
		opens(waiting, "")
		asked := d.asked
		must(t, b.Scan(b.ctx, "HERE"))
		attach("sent when it answered") // the same again
		if d.asked != asked {
			t.Error("what was found clean is scanned again")
		}

		d.found = "Eicar"
		virus := attach("a virus")
		opens(virus, "found Eicar in it")
		e := wantKind(t, second(b.Attach(b.ctx, b.here, id, b.letter("a virus"))), Invalid)
		if !strings.Contains(e.Text, "virus") {
			t.Errorf("the same virus again: %s", e.Text)
		}
		trail, err := b.store.AuditTrail(b.ctx, "HERE", store.AuditQuery{User: "virus-scanner"}, 10)
		must(t, err)
		if len(trail) != 1 || trail[0].Case != id || trail[0].Detail != "attachment "+virus+": Eicar" {
			t.Errorf("noted of the virus: %+v", trail)
		}
		b.scanner = nil // it stays where it is, also where nothing is scanned any more
		opens(virus, "found Eicar in it")
	})
}
