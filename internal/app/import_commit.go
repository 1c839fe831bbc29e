package app

import (
	"context"
	"fmt"
	"sync"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Progress is how far work is: an import in lines, what is done to a whole
// register in people.
type Progress struct{ Done, Total int }

// progressBoard holds the progress of what this process works on. It is not in
// the database because the transaction that does the work is not yet there for
// others to see.
type progressBoard struct {
	sync.Mutex
	by map[string]Progress
}

// begin takes work on, and reports false when it was taken already.
func (b *progressBoard) begin(id string, total int) bool {
	b.Lock()
	defer b.Unlock()
	if _, taken := b.by[id]; taken {
		return false
	}
	if b.by == nil {
		b.by = map[string]Progress{}
	}
	b.by[id] = Progress{0, total}
	return true
}

func (b *progressBoard) set(id string, p Progress) {
	b.Lock()
	defer b.Unlock()
	b.by[id] = p
}

func (b *progressBoard) at(id string) (Progress, bool) {
	b.Lock()
	defer b.Unlock()
	p, ok := b.by[id]
	return p, ok
}

func (b *progressBoard) clear(id string) {
	b.Lock()
	defer b.Unlock()
	delete(b.by, id)
}

// CommitImport brings a reviewed spreadsheet into the register, all of it or
// none. It returns as soon as the work has begun; Import tells how far it is.
func (a *App) CommitImport(ctx context.Context, actor access.Actor, id string) error {
	if err := a.beginImport(ctx, actor, id); err != nil {
		return err
	}
	a.background.Go(func() {
		// The work goes on when whoever asked for it has left the page.
		if err := a.finishImport(context.WithoutCancel(ctx), actor, id); err != nil && As(err).Kind == Internal {
			a.fault(err)
		}
	})
	return nil
}

// beginImport takes on an import of which every line is decided.
func (a *App) beginImport(ctx context.Context, actor access.Actor, id string) error {
	review, err := a.Review(ctx, actor, id)
	if err != nil {
		return err
	}
	if review.Undecided > 0 {
		return invalid("", stillUndecided(review.Undecided))
	}
	// Taken on first and moved then: whoever sees it being committed must find
	// it taken.
	taken := a.commits.begin(id, len(review.Lines))
	if taken {
		moved, err := a.store.MoveImport(ctx, actor.Register, id, ImportReview, ImportCommitting, a.now().UTC())
		if err != nil || !moved {
			a.commits.clear(id)
		}
		if err != nil {
			return fail(err, "beginning import %s", id)
		}
		taken = moved
	}
	if !taken {
		return &Error{Kind: Conflict, Text: alreadyIn}
	}
	return nil
}

const alreadyIn = "This spreadsheet has already been brought in, or is being brought in now."

func stillUndecided(n int) string {
	if n == 1 {
		return "1 line still needs a decision."
	}
	return fmt.Sprintf("%d lines still need a decision.", n)
}

// CommitImportNow is CommitImport for the command line: it returns when the
// work is done, and with what went wrong.
func (a *App) CommitImportNow(ctx context.Context, actor access.Actor, id string) (ImportReceipt, error) {
	if err := a.beginImport(ctx, actor, id); err != nil {
		return ImportReceipt{}, err
	}
	if err := a.finishImport(ctx, actor, id); err != nil {
		return ImportReceipt{}, err
	}
	v, err := a.Import(ctx, actor, id)
	if err != nil {
		return ImportReceipt{}, err
	}
	return *v.Receipt, nil
}

// finishImport commits and, when that fails, puts the import back to review
// with what was wrong.
func (a *App) finishImport(ctx context.Context, actor access.Actor, id string) error {
	defer a.commits.clear(id)
	err := a.commit(ctx, actor, id)
	if err == nil {
		return nil
	}
	problem := "Nothing was brought in. " + As(err).Text
	// Also when whoever waited for it has gone.
	back := a.do(context.WithoutCancel(ctx), actor.Register, func(tx *store.Tx) error {
		x, err := tx.Import(id)
		if err != nil || x.State != ImportCommitting {
			return err
		}
		x.State, x.Problem, x.UpdatedAt = ImportReview, problem, a.now().UTC()
		return tx.UpdateImport(x)
	})
	if back != nil {
		a.fault(fail(back, "putting import %s back to review", id))
	}
	return err
}

// commit checks every line again within the transaction that brings them in:
// it holds the register, so that nobody else adds one of these people
// meanwhile.
func (a *App) commit(ctx context.Context, actor access.Actor, id string) error {
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		people, err := tx.KnownPeople()
		if err != nil {
			return err
		}
		x, err := tx.Import(id)
		if err != nil {
			return err
		}
		if x.State != ImportCommitting {
			return &Error{Kind: Conflict, Text: alreadyIn}
		}
		review, err := a.review(ctx, actor, x, knownAs(people))
		if err != nil {
			return err
		}
		if review.Undecided > 0 {
			return &Error{Kind: Conflict, Text: "The register has changed since you decided. " + stillUndecided(review.Undecided)}
		}
		w := importWork{app: a, tx: tx, actor: actor, x: x, review: review, places: map[string]string{}, touched: map[string]int{}}
		w.receipt = ImportReceipt{By: actor.Name, On: a.Today(), File: x.FileName, Lines: len(review.Lines), NotPeople: len(review.Ignored), Ignored: review.Ignored}
		for i := range review.Lines {
			if err := w.line(&review.Lines[i]); err != nil {
				return fail(err, "bringing in row %d of sheet %s", review.Lines[i].Row.Row, review.Lines[i].Sheet)
			}
			if i%heldAtOnce == heldAtOnce-1 {
				if err := tx.LetGo(); err != nil {
					return err
				}
			}
			a.commits.set(id, Progress{i + 1, len(review.Lines)})
		}
		x.State, x.Problem, x.Done, x.Total, x.UpdatedAt = ImportCommitted, "", len(review.Lines), len(review.Lines), a.now().UTC()
		if x.Receipt, x.Review, err = w.receipt.write(); err != nil {
			return err
		}
		if err := tx.UpdateImport(x); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Import, "import spreadsheet", "", fmt.Sprintf("%s: %d added, %d changed", id, w.receipt.Added, w.receipt.Changed)))
	}), "committing import %s", id)
}

// heldAtOnce is of how many lines the cases are in memory at a time.
const heldAtOnce = 200

// importWork is one import within its transaction.
type importWork struct {
	app     *App
	tx      *store.Tx
	actor   access.Actor
	x       store.Import
	review  *Review
	places  map[string]string // line to case, for later lines of the same person
	touched map[string]int    // case to its place in receipt.Cases
	receipt ImportReceipt
}

// line brings one line in, or says in the receipt why not.
func (w *importWork) line(l *Line) error {
	outcome := Outcome{Place: l.Place}
	switch {
	case l.Standing() == NothingNew:
		outcome.Became, outcome.Case = BecameUnchanged, l.InRegister
	case l.Choice == LeaveOut:
		outcome.Became, outcome.Why = BecameLeftOut, whyLeftOut(l)
	default:
		var err error
		if outcome, err = w.bringIn(l); err != nil {
			return err
		}
	}
	w.places[l.ID] = outcome.Case
	w.receipt.add(outcome)
	return nil
}

// bringIn records what a line says anew, with the line as it stood.
func (w *importWork) bringIn(l *Line) (Outcome, error) {
	outcome := Outcome{Place: l.Place}
	c, earlier, err := w.caseFor(l)
	if err != nil {
		return outcome, err
	}
	outcome.Case = c.ID
	today := w.app.Today()
	claimed, flags := claims(&l.Row, w.review.birthColumn(l.Sheet), today)
	entries := news(c, claimed, today)
	switch _, repeated := broughtInBy(c, w.x.ID, l.key); {
	case c.Version() == 0:
		outcome.Became = BecameAdded
	case earlier && !repeated:
		outcome.Became = BecameJoined
	case len(entries) == 0 && len(w.review.unkept(c, l)) == 0:
		outcome.Became = BecameUnchanged
		return outcome, nil
	default:
		outcome.Became = BecameChanged
	}
	imported := casefile.Imported{Import: w.x.ID, File: w.x.FileName, Sheet: l.Sheet, Row: l.Row.Row, Key: l.key, Cells: l.Original}
	for _, cell := range l.Corrected {
		imported.Cells = append(imported.Cells, casefile.Cell{Column: cell.Column + beforeCorrection, Value: cell.Value})
	}
	entries, refused := acceptable(c, entries, today)
	flags = newFlags(c, append(flags, refused...))
	for i := range flags {
		flags[i].ID = fmt.Sprintf("%s-%d-%d", w.x.ID[:6], c.Version(), i+1)
	}
	imported.Flags, outcome.Flags = flags, len(flags)
	return outcome, w.record(c, append(entries, casefile.Entry{On: today, Fact: imported}))
}

// caseFor is the case that a line belongs to: that of an earlier line of the
// file, one of the register, or a new one.
func (w *importWork) caseFor(l *Line) (c *casefile.Case, earlier bool, err error) {
	id := ""
	if l.Choice == Join && l.SameAs != nil {
		id = w.places[rowID(*l.SameAs)]
		earlier = id != ""
	}
	if l.Choice == Join && id == "" {
		id = l.InRegister
	}
	if id == "" {
		c, err = w.tx.NewCase(NewID())
		return c, false, err
	}
	c, err = w.tx.Case(id)
	return c, earlier, err
}

func (w *importWork) record(c *casefile.Case, entries []casefile.Entry) error {
	before := c.Version()
	if _, err := w.app.enter(w.tx, w.actor, access.Import, "", c, casefile.BringIn{Entries: entries}); err != nil {
		return err
	}
	w.receipt.EntriesMade += c.Version() - before
	if at, ok := w.touched[c.ID]; ok {
		w.receipt.Cases[at].To = c.Version()
		return nil
	}
	w.touched[c.ID] = len(w.receipt.Cases)
	w.receipt.Cases = append(w.receipt.Cases, Touched{Case: c.ID, From: before + 1, To: c.Version(), New: before == 0})
	return nil
}

// acceptable sets aside the entries that the case refuses, as flags with the
// words of the refusal: a line with one impossible date is not lost for it.
func acceptable(c *casefile.Case, entries []casefile.Entry, today civil.Date) ([]casefile.Entry, []casefile.Flag) {
	if _, err := (casefile.BringIn{Entries: entries}).Decide(c, today); err == nil {
		return entries, nil
	}
	var kept []casefile.Entry
	var flags []casefile.Flag
	for _, e := range entries {
		if _, err := (casefile.BringIn{Entries: append(kept[:len(kept):len(kept)], e)}).Decide(c, today); err != nil {
			flags = append(flags, casefile.Flag{
				Code: casefile.FlagUnread, Value: casefile.Title(e.Fact) + ", " + e.On.Long(),
				Message: fmt.Sprintf("“%s” of %s was not recorded. %s", casefile.Title(e.Fact), e.On.Long(), err.Error()),
			})
			continue
		}
		kept = append(kept, e)
	}
	return kept, flags
}

// newFlags are those that no earlier line of the case raised: what somebody
// has settled is not asked again because the spreadsheet still has it.
func newFlags(c *casefile.Case, flags []casefile.Flag) []casefile.Flag {
	raised := map[casefile.Flag]bool{}
	for _, e := range c.Standing {
		if f, ok := e.Fact.(casefile.Imported); ok {
			for _, flag := range f.Flags {
				flag.ID = ""
				raised[flag] = true
			}
		}
	}
	var out []casefile.Flag
	for _, f := range flags {
		if !raised[f] {
			out = append(out, f)
		}
	}
	return out
}
