package app

import (
	"context"
	"slices"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// ExportCase is a case as a homeward.case/1 document, with the number of its
// entries that such a document has no place for.
func (a *App) ExportCase(ctx context.Context, actor access.Actor, caseID string) (data []byte, left int, err error) {
	c, l, err := a.see(ctx, actor, access.Export, "", caseID)
	if err != nil {
		return nil, 0, err
	}
	c = l.seen(c)
	data, left, err = casefile.WriteFile(c.File())
	if err != nil {
		return nil, 0, &Error{Kind: Invalid, Text: capitalise(err.Error()) + ".", cause: err}
	}
	act := a.audit(actor, access.Export, "export case", caseID, "")
	act.Kind = store.Exported
	if err := a.store.Record(ctx, act); err != nil {
		return nil, 0, fail(err, "auditing the export of a case")
	}
	return data, left, nil
}

// EachCaseFile gives every case of a register as the clock reads it, one at a
// time, for what is computed over the whole register.
func (a *App) EachCaseFile(ctx context.Context, actor access.Actor, fn func(*casefile.File) error) error {
	if err := authorise(actor, access.Export); err != nil {
		return err
	}
	act := a.audit(actor, access.Export, actExportCases, "", "")
	act.Kind = store.Exported
	if err := a.store.Record(ctx, act); err != nil {
		return fail(err, "auditing the export of all cases")
	}
	v, err := a.viewer(ctx, actor)
	if err != nil {
		return err
	}
	return fail(a.store.EachCase(ctx, actor.Register, func(c *casefile.Case) error {
		if v != nil && slices.Contains(v.Hidden, c.ID) {
			return nil
		}
		return fn(c.File())
	}), "reading the cases of register %s", actor.Register)
}

// ImportCase brings a case file in as a new person. It has no name: that is
// flagged, and the file's own identifier is kept as the local number.
func (a *App) ImportCase(ctx context.Context, actor access.Actor, f *casefile.File, fileName string) (Receipt, error) {
	if err := authorise(actor, access.Import); err != nil {
		return Receipt{}, err
	}
	today := a.Today()
	entries := slices.Clone(f.Entries)
	slices.SortStableFunc(entries, func(x, y casefile.Entry) int { return int(x.On - y.On) })
	first := today
	if len(entries) > 0 {
		first = min(first, entries[0].On)
	}
	details := casefile.Entry{On: max(first, f.BirthDate), Fact: casefile.Details{BirthDate: f.BirthDate, LocalID: f.ID}}
	origin := casefile.Imported{File: fileName, Key: f.ID, Flags: []casefile.Flag{
		{ID: "name", Code: casefile.FlagUnread, Message: "A case file has no name. Record who this is."},
		{ID: "nhs", Code: casefile.FlagNHSNumberMissing, Message: "A case file has no NHS number."},
	}}
	entries = append(append([]casefile.Entry{details}, entries...), casefile.Entry{On: today, Fact: origin})
	var receipt Receipt
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		c, err := tx.NewCase(NewID())
		if err != nil {
			return err
		}
		receipt, err = a.enter(tx, actor, access.Import, "", c, casefile.BringIn{Entries: entries})
		return err
	})
	return receipt, fail(err, "bringing in a case file")
}
