package app

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// Progress is how far an import is.
type Progress struct{ Done, Total int }

// progressBoard holds the progress of the imports that this process commits.
// It is not in the database because the transaction that does the work is not
// yet there for others to see.
type progressBoard struct {
	sync.Mutex
	by map[string]Progress
}

func (b *progressBoard) set(id string, p Progress) {
	b.Lock()
	defer b.Unlock()
	if b.by == nil {
		b.by = map[string]Progress{}
	}
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

// ImportReceipt is what an import did, line by line.
type ImportReceipt struct {
	By          string          `json:"by"`
	On          civil.Date      `json:"on"`
	File        string          `json:"file"`
	Lines       int             `json:"lines"`
	Added       int             `json:"added"`     // people who are new on the register
	Changed     int             `json:"changed"`   // people who were there and have new entries
	Unchanged   int             `json:"unchanged"` // lines that said nothing new
	LeftOut     []string        `json:"left_out"`  // lines that somebody chose to leave out
	Ignored     []sheet.Ignored `json:"ignored"`   // lines that are no people
	WithFlags   int             `json:"with_flags"`
	EntriesMade int             `json:"entries"`
	Cases       []Touched       `json:"cases"`
}

// Touched is a case that an import wrote to: the entries it made there.
type Touched struct {
	Case string `json:"case"`
	From int    `json:"from"` // sequence numbers of its entries
	To   int    `json:"to"`
	New  bool   `json:"new"`
}

// CommitImport brings a reviewed spreadsheet into the register, all of it or
// none. It returns as soon as the work has begun; Import tells how far it is.
func (a *App) CommitImport(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.Import); err != nil {
		return err
	}
	review, err := a.Review(ctx, actor, id)
	if err != nil {
		return err
	}
	if review.Undecided > 0 {
		return invalid("", fmt.Sprintf("%d lines still need a decision.", review.Undecided))
	}
	moved, err := a.store.MoveImport(ctx, actor.Register, id, ImportReview, ImportCommitting, a.now().UTC())
	if err != nil {
		return fail(err, "beginning import %s", id)
	}
	if !moved {
		return &Error{Kind: Conflict, Text: "This spreadsheet has already been brought in, or is being brought in now."}
	}
	a.commits.set(id, Progress{0, len(review.Lines)})
	a.background.Go(func() {
		defer a.commits.clear(id)
		// The work goes on when whoever asked for it has left the page.
		a.finishImport(context.WithoutCancel(ctx), actor, id)
	})
	return nil
}

// CommitImportNow is CommitImport for the command line: it returns when the
// work is done.
func (a *App) CommitImportNow(ctx context.Context, actor access.Actor, id string) (ImportReceipt, error) {
	if err := a.CommitImport(ctx, actor, id); err != nil {
		return ImportReceipt{}, err
	}
	a.background.Wait()
	v, err := a.Import(ctx, actor, id)
	if err != nil {
		return ImportReceipt{}, err
	}
	if v.Receipt == nil {
		return ImportReceipt{}, &Error{Kind: Internal, Text: v.Problem}
	}
	return *v.Receipt, nil
}

// finishImport commits and, when that fails, puts the import back to review
// with what was wrong.
func (a *App) finishImport(ctx context.Context, actor access.Actor, id string) {
	err := a.commit(ctx, actor, id)
	if err == nil {
		return
	}
	problem := As(err).Text
	_ = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		x, err := tx.Import(id)
		if err != nil {
			return err
		}
		x.State, x.Problem, x.UpdatedAt = ImportReview, "Nothing was brought in. "+problem, a.now().UTC()
		return tx.UpdateImport(x)
	})
}

func (a *App) commit(ctx context.Context, actor access.Actor, id string) error {
	x, err := a.store.Import(ctx, actor.Register, id)
	if err != nil {
		return fail(err, "reading import %s", id)
	}
	review, err := a.review(ctx, x)
	if err != nil {
		return err
	}
	mapping, err := sheet.ParseMapping([]byte(x.Mapping))
	if err != nil {
		return fail(err, "reading the columns of import %s", id)
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		w := importWork{app: a, tx: tx, actor: actor, x: x, mapping: mapping, places: map[string]string{}, touched: map[string]int{}}
		w.receipt = ImportReceipt{By: actor.Name, On: a.Today(), File: x.FileName, Lines: len(review.Lines), Ignored: review.Ignored, LeftOut: []string{}, Cases: []Touched{}}
		for i := range review.Lines {
			if err := w.line(&review.Lines[i]); err != nil {
				return fail(err, "bringing in row %d of sheet %s", review.Lines[i].Row.Row, review.Lines[i].Sheet)
			}
			a.commits.set(id, Progress{i + 1, len(review.Lines)})
		}
		text, err := json.Marshal(w.receipt)
		if err != nil {
			return err
		}
		x.State, x.Receipt, x.Problem, x.Done, x.Total, x.UpdatedAt = ImportCommitted, string(text), "", len(review.Lines), len(review.Lines), a.now().UTC()
		if err := tx.UpdateImport(x); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Import, "import spreadsheet", "", fmt.Sprintf("%s: %d added, %d changed", id, w.receipt.Added, w.receipt.Changed)))
	}), "committing import %s", id)
}

// importWork is one import within its transaction.
type importWork struct {
	app     *App
	tx      *store.Tx
	actor   access.Actor
	x       store.Import
	mapping sheet.Mapping
	places  map[string]string // line to case, for later lines of the same person
	touched map[string]int    // case to its place in receipt.Cases
	receipt ImportReceipt
}

func (w *importWork) line(l *Line) error {
	switch {
	case l.Unchanged && l.Choice != BringIn:
		w.receipt.Unchanged++
		w.places[l.ID] = l.InRegister
		return nil
	case l.Choice == LeaveOut:
		w.receipt.LeftOut = append(w.receipt.LeftOut, l.ID)
		return nil
	}
	c, err := w.caseFor(l)
	if err != nil {
		return err
	}
	w.places[l.ID] = c.ID
	today := w.app.Today()
	claimed, flags := claims(&l.Row, birthColumn(w.mapping, l.Sheet), today)
	entries := news(c, claimed, today)
	if c.Version() > 0 && len(entries) == 0 {
		w.receipt.Unchanged++
		return nil
	}
	imported := casefile.Imported{Import: w.x.ID, File: w.x.FileName, Sheet: l.Sheet, Row: l.Row.Row, Key: l.Key(), Cells: l.Original}
	for _, cell := range l.Corrected {
		imported.Cells = append(imported.Cells, casefile.Cell{Column: cell.Column + " (before it was corrected)", Value: cell.Value})
	}
	entries, refused := acceptable(c, entries, today)
	flags = append(flags, refused...)
	for i := range flags {
		flags[i].ID = fmt.Sprintf("%s-%d-%d", w.x.ID[:6], c.Version(), i+1)
	}
	imported.Flags = flags
	entries = append(entries, casefile.Entry{On: today, Fact: imported})
	return w.record(c, entries, len(flags) > 0)
}

// caseFor is the case that a line belongs to: one that is there, or a new one.
func (w *importWork) caseFor(l *Line) (*casefile.Case, error) {
	if l.Choice == Join {
		if l.SameAs != nil {
			if id := w.places[rowID(*l.SameAs)]; id != "" {
				return w.tx.Case(id)
			}
		}
		if l.InRegister != "" {
			return w.tx.Case(l.InRegister)
		}
	}
	return w.tx.NewCase(NewID())
}

func (w *importWork) record(c *casefile.Case, entries []casefile.Entry, flagged bool) error {
	before := c.Version()
	if _, err := w.app.enter(w.tx, w.actor, access.Import, c, casefile.BringIn{Entries: entries}); err != nil {
		return err
	}
	w.receipt.EntriesMade += c.Version() - before
	if flagged {
		w.receipt.WithFlags++
	}
	if at, ok := w.touched[c.ID]; ok {
		w.receipt.Cases[at].To = c.Version()
		return nil
	}
	w.touched[c.ID] = len(w.receipt.Cases)
	w.receipt.Cases = append(w.receipt.Cases, Touched{Case: c.ID, From: before + 1, To: c.Version(), New: before == 0})
	if before == 0 {
		w.receipt.Added++
	} else {
		w.receipt.Changed++
	}
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

// CanUndo says whether an import can be undone, and if not, why.
func (a *App) CanUndo(v ImportView) (bool, string) {
	switch {
	case v.State != ImportCommitted || v.Receipt == nil:
		return false, "It has not been brought in."
	case v.Receipt.On != a.Today():
		return false, "It can be undone only on the day it was brought in."
	}
	return true, ""
}

// UndoImport strikes out every entry that an import made. It can be done on
// the same day, while nothing else was recorded on those cases.
func (a *App) UndoImport(ctx context.Context, actor access.Actor, id string) error {
	v, err := a.Import(ctx, actor, id)
	if err != nil {
		return err
	}
	if ok, why := a.CanUndo(v); !ok {
		return &Error{Kind: Conflict, Text: "This import cannot be undone. " + why}
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		x, err := tx.Import(id)
		if err != nil {
			return err
		}
		if x.State != ImportCommitted {
			return &Error{Kind: Conflict, Text: "This import has been undone already."}
		}
		for _, t := range v.Receipt.Cases {
			c, err := tx.Case(t.Case)
			if err != nil {
				return err
			}
			if c.Version() != t.To {
				return &Error{Kind: Conflict, Text: fmt.Sprintf("This import cannot be undone: something else has been recorded for %s since. Strike out what is wrong in each record instead.", c.Name())}
			}
			strike := casefile.StrikeOutAll{From: t.From, Reason: "The import of " + x.FileName + " was undone"}
			if _, err := a.enter(tx, actor, access.Import, c, strike); err != nil {
				return err
			}
		}
		x.State, x.UpdatedAt = ImportUndone, a.now().UTC()
		if err := tx.UpdateImport(x); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Import, "undo import", "", id))
	}), "undoing import %s", id)
}
