package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"homeward/internal/access"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// A spreadsheet goes through these states. Committing is the only one that
// passes by itself.
const (
	ImportUploaded   = "uploaded"   // the columns are proposed
	ImportReview     = "review"     // the columns are confirmed; rows wait for decisions
	ImportCommitting = "committing" // being brought in
	ImportCommitted  = "committed"  // brought in; there is a receipt
	ImportUndone     = "undone"
)

// ImportView is a spreadsheet on its way into the register.
type ImportView struct {
	store.Import
	By       string          // who uploaded it
	Proposal *sheet.Proposal // while uploaded or in review: the columns as they were proposed
	Mapping  sheet.Mapping   // as it was confirmed or corrected
	Receipt  *ImportReceipt  // once committed
	Progress Progress        // while committing
}

// StartImport keeps an uploaded file and proposes what its sheets and columns
// mean. A file that cannot be taken is Invalid, with what to do about it.
func (a *App) StartImport(ctx context.Context, actor access.Actor, fileName string, data []byte) (id string, err error) {
	if err := authorise(actor, access.Import); err != nil {
		return "", err
	}
	fileName = filepath.Base(strings.ReplaceAll(fileName, `\`, "/"))
	book, err := readBook(fileName, data)
	if err != nil {
		return "", err
	}
	remembered, err := a.rememberedMapping(ctx, actor.Register)
	if err != nil {
		return "", err
	}
	mapping, err := json.Marshal(sheet.Propose(book, remembered...).Mapping())
	if err != nil {
		return "", fail(err, "writing the proposed columns")
	}
	now := a.now().UTC()
	sum := sha256.Sum256(data)
	x := store.Import{
		Register: actor.Register, ID: NewID(), UserID: actor.UserID, CreatedAt: now, UpdatedAt: now,
		FileName: fileName, FileHash: hex.EncodeToString(sum[:]), State: ImportUploaded, Mapping: string(mapping),
	}
	if err := a.store.CreateImport(ctx, x, data, a.audit(actor, access.Import, "upload spreadsheet", "", x.ID)); err != nil {
		return "", fail(err, "keeping an uploaded file")
	}
	return x.ID, nil
}

func readBook(fileName string, data []byte) (*sheet.Workbook, error) {
	book, err := sheet.Read(fileName, data, sheet.DefaultLimits)
	var refusal *sheet.Refusal
	if errors.As(err, &refusal) {
		return nil, invalid("file", refusal.Error())
	}
	return book, fail(err, "reading a spreadsheet")
}

// rememberedMapping is how the register's spreadsheets were read the last time.
func (a *App) rememberedMapping(ctx context.Context, register string) ([]sheet.Mapping, error) {
	text, err := a.store.ImportMapping(ctx, register, "latest")
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fail(err, "reading the remembered columns")
	}
	m, err := sheet.ParseMapping([]byte(text))
	if err != nil {
		return nil, fail(err, "reading the remembered columns")
	}
	return []sheet.Mapping{m}, nil
}

// Import is one spreadsheet.
func (a *App) Import(ctx context.Context, actor access.Actor, id string) (ImportView, error) {
	if err := authorise(actor, access.Import); err != nil {
		return ImportView{}, err
	}
	x, err := a.store.Import(ctx, actor.Register, id)
	if err != nil {
		return ImportView{}, fail(err, "reading import %s", id)
	}
	v := ImportView{Import: x}
	if user, err := a.store.UserByID(ctx, x.UserID); err == nil {
		v.By = user.Name
	}
	if v.Mapping, err = sheet.ParseMapping([]byte(x.Mapping)); err != nil {
		return v, fail(err, "reading the columns of import %s", id)
	}
	if x.Receipt != "" {
		v.Receipt = new(ImportReceipt)
		if err := json.Unmarshal([]byte(x.Receipt), v.Receipt); err != nil {
			return v, fail(err, "reading the receipt of import %s", id)
		}
	}
	switch x.State {
	case ImportCommitting:
		progress, running := a.commits.at(id)
		if !running {
			// The process that was at it has stopped, and its transaction
			// with it: nothing was brought in.
			if _, err := a.store.MoveImport(ctx, actor.Register, id, ImportCommitting, ImportReview, a.now().UTC()); err != nil {
				return v, fail(err, "taking up import %s", id)
			}
			return a.Import(ctx, actor, id)
		}
		v.Progress = progress
	case ImportUploaded, ImportReview:
		book, err := a.book(ctx, x)
		if err != nil {
			return v, err
		}
		remembered, err := a.rememberedMapping(ctx, actor.Register)
		if err != nil {
			return v, err
		}
		p := sheet.Propose(book, remembered...)
		v.Proposal = &p
	}
	return v, nil
}

// Imports lists the register's latest spreadsheets.
func (a *App) Imports(ctx context.Context, actor access.Actor) ([]store.Import, error) {
	if err := authorise(actor, access.Import); err != nil {
		return nil, err
	}
	list, err := a.store.Imports(ctx, actor.Register, 50)
	return list, fail(err, "listing imports")
}

func (a *App) book(ctx context.Context, x store.Import) (*sheet.Workbook, error) {
	data, err := a.store.ImportFile(ctx, x.Register, x.ID)
	if err != nil {
		return nil, fail(err, "reading the file of import %s", x.ID)
	}
	return readBook(x.FileName, data)
}

// ProposeHeader proposes the columns of one sheet anew, with its headings in a
// row that the actor pointed at.
func (a *App) ProposeHeader(ctx context.Context, actor access.Actor, id, sheetName string, headerRow int) (sheet.SheetProposal, error) {
	if err := authorise(actor, access.Import); err != nil {
		return sheet.SheetProposal{}, err
	}
	x, err := a.store.Import(ctx, actor.Register, id)
	if err != nil {
		return sheet.SheetProposal{}, fail(err, "reading import %s", id)
	}
	book, err := a.book(ctx, x)
	if err != nil {
		return sheet.SheetProposal{}, err
	}
	for i := range book.Sheets {
		if book.Sheets[i].Name == sheetName {
			return sheet.ProposeAt(&book.Sheets[i], headerRow), nil
		}
	}
	return sheet.SheetProposal{}, &Error{Kind: NotFound, Text: "There is no such sheet in this file."}
}

// SetMapping confirms or corrects what the columns mean, and remembers it for
// the register's next spreadsheet.
func (a *App) SetMapping(ctx context.Context, actor access.Actor, id string, m sheet.Mapping) error {
	if err := authorise(actor, access.Import); err != nil {
		return err
	}
	if err := m.Validate(); err != nil {
		return invalid("mapping", capitalise(err.Error())+".")
	}
	used := false
	for _, s := range m.Sheets {
		used = used || s.Use
	}
	if !used {
		return invalid("mapping", "Choose at least one sheet that holds people.")
	}
	text, err := json.Marshal(m)
	if err != nil {
		return fail(err, "writing the columns of import %s", id)
	}
	err = a.changeImport(ctx, actor, id, func(x *store.Import) error {
		x.Mapping, x.State = string(text), ImportReview
		return nil
	})
	if err != nil {
		return err
	}
	return fail(a.store.SaveImportMapping(ctx, actor.Register, "latest", string(text), a.now().UTC()), "remembering the columns")
}

// changeImport changes an import that has not been committed.
func (a *App) changeImport(ctx context.Context, actor access.Actor, id string, change func(*store.Import) error) error {
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		x, err := tx.Import(id)
		if err != nil {
			return err
		}
		if x.State != ImportUploaded && x.State != ImportReview {
			return &Error{Kind: Conflict, Text: "This spreadsheet has already been brought in, or is being brought in now."}
		}
		if err := change(&x); err != nil {
			return err
		}
		x.UpdatedAt = a.now().UTC()
		return tx.UpdateImport(x)
	}), "changing import %s", id)
}

// DiscardImport forgets a spreadsheet that was not brought in.
func (a *App) DiscardImport(ctx context.Context, actor access.Actor, id string) error {
	if err := authorise(actor, access.Import); err != nil {
		return err
	}
	if err := a.changeImport(ctx, actor, id, func(*store.Import) error { return nil }); err != nil {
		return err
	}
	return fail(a.store.DeleteImport(ctx, actor.Register, id, a.audit(actor, access.Import, "discard spreadsheet", "", id)), "discarding import %s", id)
}

// DryRun checks a file as an import would, by the columns that Homeward
// proposes. The register need not exist.
func (a *App) DryRun(ctx context.Context, actor access.Actor, fileName string, data []byte) (sheet.Report, error) {
	if err := authorise(actor, access.Import); err != nil {
		return sheet.Report{}, err
	}
	book, err := readBook(fileName, data)
	if err != nil {
		return sheet.Report{}, err
	}
	remembered, err := a.rememberedMapping(ctx, actor.Register)
	if err != nil {
		return sheet.Report{}, err
	}
	known, err := a.known(ctx, actor.Register)
	if err != nil {
		return sheet.Report{}, err
	}
	return sheet.Check(book, sheet.Propose(book, remembered...).Mapping(), known, a.Today()).Report(), nil
}

// known is who is on the register already, for telling duplicates.
func (a *App) known(ctx context.Context, register string) (sheet.Known, error) {
	known := sheet.Known{ByNHS: map[string]string{}, ByPerson: map[sheet.PersonKey][]sheet.KnownCase{}}
	people, err := a.store.KnownPeople(ctx, register)
	if err != nil {
		return known, fail(err, "listing who is known")
	}
	for _, p := range people {
		if p.NHSNumber != "" {
			known.ByNHS[p.NHSNumber] = p.Case
		}
		for _, given := range []string{p.Given, p.Preferred} {
			if key := sheet.KeyOf(given, p.Family, p.BirthDate); key != (sheet.PersonKey{}) {
				known.ByPerson[key] = append(known.ByPerson[key], sheet.KnownCase{ID: p.Case, NHSNumber: p.NHSNumber})
			}
		}
	}
	return known, nil
}

func capitalise(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// rowID names a line of a spreadsheet.
func rowID(p sheet.Place) string { return fmt.Sprintf("%s!%d", p.Sheet, p.Row) }
