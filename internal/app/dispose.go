package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/document"
	"homeward/internal/store"
)

// RetentionDecision is what somebody decides about keeping a record.
type RetentionDecision struct {
	Act    string // one of the acts of store.RetentionAct
	Reason string
	Until  civil.Date // for store.RetentionKeep
}

// Decisions about keeping a record.
const (
	HoldRecord      = store.RetentionHold
	ReleaseRecord   = store.RetentionRelease
	KeepLonger      = store.RetentionKeep
	ProposeDisposal = store.RetentionPropose
	DeclineDisposal = store.RetentionDecline
	AgreeDisposal   = store.RetentionAgree
)

// RetentionWords say a decision that was made.
func RetentionWords(act string) string {
	switch act {
	case HoldRecord:
		return "Put on hold"
	case ReleaseRecord:
		return "Hold ended"
	case KeepLonger:
		return "Kept longer"
	case ProposeDisposal:
		return "Disposal proposed"
	case DeclineDisposal:
		return "Disposal declined"
	case AgreeDisposal:
		return "Disposal agreed"
	}
	return act
}

// Certificate is what is left of a record that was disposed of.
type Certificate = store.Certificate

// offered are the decisions that a record in each state allows. About one that
// goes with another everything is decided there.
var offered = map[RetentionState][]string{
	RetentionOngoing:  {store.RetentionHold},
	RetentionKept:     {store.RetentionHold, store.RetentionKeep},
	RetentionDue:      {store.RetentionPropose, store.RetentionKeep, store.RetentionHold},
	RetentionProposed: {store.RetentionAgree, store.RetentionDecline, store.RetentionKeep, store.RetentionHold},
	RetentionAgreed:   {store.RetentionDecline, store.RetentionHold},
	RetentionHeld:     {store.RetentionRelease},
	RetentionAsked:    {store.RetentionKeep, store.RetentionHold},
	RetentionWaits:    {store.RetentionKeep, store.RetentionHold},
}

// Offered are the decisions that the actor can make about a record as it stands.
func (k Kept) Offered(actor access.Actor) []string {
	acts := offered[k.State]
	if k.State == RetentionProposed && k.Last.UserID == actor.UserID {
		acts = slices.DeleteFunc(slices.Clone(acts), func(act string) bool { return act == store.RetentionAgree })
	}
	return acts
}

// DecideRetention notes what the actor decides about keeping a record. When two
// have agreed to its disposal it is disposed of at once, where Homeward may: the
// certificate is that, and nil otherwise.
func (a *App) DecideRetention(ctx context.Context, actor access.Actor, caseID string, d RetentionDecision) (*store.Certificate, error) {
	if err := authorise(actor, access.Retain); err != nil {
		return nil, err
	}
	d.Reason = strings.TrimSpace(d.Reason)
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		k, err := a.keptIn(tx, caseID)
		if err != nil {
			return err
		}
		switch {
		case d.Act == store.RetentionAgree && k.State == RetentionProposed && k.Last.UserID == actor.UserID:
			return invalid("act", "You proposed it. Somebody else has to agree")
		case !slices.Contains(k.Offered(actor), d.Act):
			return invalid("act", "Choose what is to be done")
		case d.Reason == "":
			return invalid("reason", "Say why")
		case len([]rune(d.Reason)) > maxReason:
			return invalid("reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		case d.Act == store.RetentionKeep && d.Until <= max(a.Today(), k.Until):
			return invalid("until", "Enter a day after "+max(a.Today(), k.Until).Long())
		case d.Act != store.RetentionKeep:
			d.Until = 0
		}
		of := []string{caseID}
		if d.Act == store.RetentionRelease {
			of = k.heldBy() // which may be some that were merged into it
		}
		for _, id := range of {
			if err := tx.DecideRetention(store.RetentionAct{Case: id, Act: d.Act, Reason: d.Reason, Until: d.Until, UserID: actor.UserID, UserName: actor.Name}); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(actor, access.Retain, "decide about keeping a record", caseID, strings.TrimSpace(d.Act+" "+d.Until.String())))
	})
	if err != nil || d.Act != store.RetentionAgree {
		return nil, fail(err, "deciding about keeping case %s", caseID)
	}
	may, err := a.store.MayDispose(ctx)
	if err != nil || !may {
		return nil, fail(err, "finding who may dispose")
	}
	c, err := a.dispose(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	a.background.Go(func() {
		if err := a.store.Scrub(a.untilStopped); err != nil && a.untilStopped.Err() == nil {
			a.fault(err)
		}
	})
	return &c, nil
}

// keptIn is how long a record is kept that the transaction holds, with those
// that go with it.
func (a *App) keptIn(tx *store.Tx, caseID string) (Kept, error) {
	c, err := tx.Case(caseID)
	if err != nil {
		return Kept{}, err
	}
	register, err := tx.HoldRegister()
	if err != nil {
		return Kept{}, err
	}
	rules, err := rulesOfSettings(register.Settings)
	if err != nil {
		return Kept{}, err
	}
	return a.keptOf(c, rules, reading{tx.Case, tx.RetentionActs, tx.Attachments, tx.AccessesOf})
}

// errNotAgreed says that something was decided or recorded since it was agreed.
var errNotAgreed = &Error{Kind: Conflict, Text: "Something was decided or recorded about this record meanwhile, so it is kept. Look at it again."}

// dispose disposes of a record whose disposal was agreed.
func (a *App) dispose(ctx context.Context, actor access.Actor, caseID string) (store.Certificate, error) {
	if err := a.WriteNoted(ctx); err != nil { // no look at it comes after its end
		return store.Certificate{}, err
	}
	known, err := a.store.KnownPeople(ctx, actor.Register)
	if err != nil {
		return store.Certificate{}, fail(err, "finding who has the same name")
	}
	var certificate store.Certificate
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		k, err := a.keptIn(tx, caseID)
		if err != nil {
			return err
		}
		if k.State != RetentionAgreed || len(k.Acts) < 2 {
			return errNotAgreed
		}
		i := slices.IndexFunc(k.Acts, func(act store.RetentionAct) bool { return act.N == k.Last.N })
		proposed := slices.IndexFunc(k.Acts[:i], func(act store.RetentionAct) bool { return act.Act == store.RetentionPropose })
		for j, act := range k.Acts[:i] {
			if act.Act == store.RetentionPropose {
				proposed = j // the last before it was agreed
			}
		}
		if proposed < 0 || k.Acts[proposed].UserID == k.Last.UserID {
			return errNotAgreed
		}
		c, err := tx.Case(caseID)
		if err != nil {
			return err
		}
		rule := k.Rules[0]
		gone := []*casefile.Case{c}
		for _, part := range k.Parts {
			with, err := tx.Case(part.Case)
			if err != nil {
				return err
			}
			gone = append(gone, with)
		}
		certificate, err = tx.Dispose(store.Certificate{
			Case: caseID, Also: k.also(), Rule: rule.Rule.Title + ": " + rule.Rule.Plain, Source: rule.Rule.Source, KeptUntil: k.Until,
			ProposedAt: k.Acts[proposed].At, ProposedBy: k.Acts[proposed].UserID, ProposedName: k.Acts[proposed].UserName,
			AgreedAt: k.Last.At, AgreedBy: k.Last.UserID, AgreedName: k.Last.UserName, DoneBy: actor.UserID, DoneName: actor.Name,
		}, searchesFor(gone, known))
		if err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Retain, "dispose of a record", caseID, fmt.Sprintf("certificate %d", certificate.N)))
	})
	return certificate, fail(err, "disposing of case %s", caseID)
}

// DisposeAgreed disposes of every record of a register whose disposal was
// agreed, has the database forget their bytes, and gives the certificates.
func (a *App) DisposeAgreed(ctx context.Context, actor access.Actor) ([]store.Certificate, error) {
	if err := authorise(actor, access.Retain); err != nil {
		return nil, err
	}
	if may, err := a.store.MayDispose(ctx); err != nil || !may {
		return nil, &Error{Kind: Forbidden, Text: "The role that Homeward is served with may delete nothing. Give the address of the role that owns the tables.", cause: err}
	}
	var agreed []string
	if err := a.eachKept(ctx, actor.Register, func(k Kept) error {
		if k.State == RetentionAgreed {
			agreed = append(agreed, k.Case)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var done []store.Certificate
	for _, id := range agreed {
		c, err := a.dispose(ctx, actor, id)
		if err != nil {
			return done, err
		}
		done = append(done, c)
	}
	if len(done) == 0 {
		return nil, nil
	}
	return done, fail(a.store.Scrub(ctx), "scrubbing the database")
}

// searchesFor tells which words that somebody searched for mean a person, by any
// of their records: their NHS number, or their family name with a name they were
// called by. The family name alone does where nobody else in the register has it.
func searchesFor(records []*casefile.Case, known []store.KnownPerson) func(words string) bool {
	var means []func(words string) bool
	for _, c := range records {
		means = append(means, naming(c, func(family []string) bool {
			return !slices.ContainsFunc(known, func(k store.KnownPerson) bool {
				return slices.Equal(wordsIn(k.Family), family) && !slices.ContainsFunc(records, func(c *casefile.Case) bool { return c.ID == k.Case })
			})
		}))
	}
	return func(words string) bool {
		return slices.ContainsFunc(means, func(of func(string) bool) bool { return of(words) })
	}
}

// naming tells which words name a person: by their NHS number, or by a family
// name that they have or had with a name they were called by; by the family name
// alone where that is enough.
func naming(c *casefile.Case, enough func(family []string) bool) func(words string) bool {
	var numbers []string
	type name struct {
		family, called []string
		alone          bool
	}
	var names []name
	for _, e := range c.Entries {
		d, ok := e.Fact.(casefile.Details)
		if !ok {
			continue
		}
		if d.NHSNumber != "" {
			numbers = append(numbers, d.NHSNumber)
		}
		family := wordsIn(d.FamilyName)
		for _, called := range []string{d.GivenName, d.PreferredName} {
			if len(family) > 0 && called != "" {
				names = append(names, name{family: family, called: wordsIn(called)})
			}
		}
		if len(family) > 0 && enough(family) {
			names = append(names, name{family: family, alone: true})
		}
	}
	all := func(of, in []string) bool {
		for _, w := range of {
			if !slices.Contains(in, w) {
				return false
			}
		}
		return true
	}
	return func(text string) bool {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, text)
		if slices.ContainsFunc(numbers, func(n string) bool { return strings.Contains(digits, n) }) {
			return true
		}
		in := wordsIn(text)
		return slices.ContainsFunc(names, func(n name) bool {
			return all(n.family, in) && (n.alone || slices.ContainsFunc(n.called, func(w string) bool { return slices.Contains(in, w) }))
		})
	}
}

// wordsIn are the words of a text in small letters.
func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
}

// WriteCertificate writes a certificate as tagged PDF.
func (a *App) WriteCertificate(ctx context.Context, actor access.Actor, n int, w io.Writer) error {
	c, err := a.Certificate(ctx, actor, n)
	if err != nil {
		return err
	}
	register, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return fail(err, "reading register %s", actor.Register)
	}
	d := &document.Document{Title: fmt.Sprintf("Certificate of disposal %s-%d", actor.Register, c.N), Foot: register.Name, At: c.DisposedAt}
	d.Paragraph("What is named below was disposed of. It cannot be brought back. This certificate and the sealed log are what is left of it.")
	d.Facts("What was disposed of, by which rule and by whom", a.CertificateFacts(c)...)
	return fail(d.WritePDF(w), "writing certificate %d", n)
}

// CertificateFacts say what a certificate certifies, in the order to read it.
func (a *App) CertificateFacts(c store.Certificate) [][2]string {
	at := func(t time.Time) string { return a.dayOf(t).Long() + " at " + t.In(a.zone).Format("15:04") }
	facts := [][2]string{
		{"Record", "Case " + c.Case},
	}
	if len(c.Also) > 0 {
		facts = append(facts, [2]string{"Merged into it, and disposed of with it", "Case " + strings.Join(c.Also, ", case ")})
	}
	facts = append(facts, [][2]string{
		{"What was held", fmt.Sprintf("%s from %s to %s, and %s", countOf(c.Entries, "entry", "entries"), c.FirstOn.Long(), c.LastOn.Long(), countOf(c.Attachments, "letter or document", "letters and documents"))},
		{"Rule", c.Rule}, {"Where it is written", c.Source}, {"Had to be kept until", c.KeptUntil.Long()},
		{"Disposal proposed by", c.ProposedName + ", " + at(c.ProposedAt)}, {"Agreed by", c.AgreedName + ", " + at(c.AgreedAt)},
		{"Disposed of", at(c.DisposedAt) + ", by " + c.DoneName},
	}...)
	if c.Searches > 0 {
		facts = append(facts, [2]string{"Also", countOf(c.Searches, "search", "searches") + " for the person, in what was noted of users"})
	}
	return facts
}

func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
