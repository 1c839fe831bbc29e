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
	"unicode"

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
	By       string         // who uploaded it
	Mapping  sheet.Mapping  // as it was proposed, confirmed or corrected; a list has none
	Receipt  *ImportReceipt // once committed; in a list its counts alone
	Progress Progress       // while committing
}

// StartImport keeps an uploaded file and proposes what its sheets and columns
// mean. A file that cannot be taken is Invalid, with what to do about it.
func (a *App) StartImport(ctx context.Context, actor access.Actor, fileName string, data []byte) (id string, err error) {
	if err := authorise(actor, access.Import); err != nil {
		return "", err
	}
	fileName = tidyFileName(fileName)
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

// tidyFileName is the name alone, without folders and without what a browser
// may send that is no text.
func tidyFileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	if letters := []rune(name); len(letters) > longestFileName {
		name = string(letters[len(letters)-longestFileName:]) // with its extension
	}
	return name
}

const longestFileName = 150 // characters

func readBook(fileName string, data []byte) (*sheet.Workbook, error) {
	book, err := sheet.Read(fileName, data, sheet.DefaultLimits)
	var refusal *sheet.Refusal
	if errors.As(err, &refusal) {
		return nil, invalid("file", refusal.Error())
	}
	return book, fail(err, "reading a spreadsheet")
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
	v := ImportView{Import: x, By: a.userName(ctx, x.UserID)}
	if v.Mapping, err = sheet.ParseMapping([]byte(x.Mapping)); err != nil {
		return v, fail(err, "reading the columns of import %s", id)
	}
	if v.Receipt, err = readReceipt(x.Review); err != nil {
		return v, fail(err, "reading the receipt of import %s", id)
	}
	if x.State != ImportCommitting {
		return v, nil
	}
	progress, running := a.commits.at(id)
	if !running {
		if err := a.takeUp(ctx, actor, id); err != nil {
			return v, fail(err, "taking up import %s", id)
		}
		return a.Import(ctx, actor, id)
	}
	v.Progress = progress
	return v, nil
}

// takeUp puts an import back to review whose process has stopped while it was
// being brought in: its transaction has gone with it.
func (a *App) takeUp(ctx context.Context, actor access.Actor, id string) error {
	return a.do(ctx, actor.Register, func(tx *store.Tx) error {
		x, err := tx.Import(id)
		if err != nil || x.State != ImportCommitting {
			return err // it was finished meanwhile
		}
		x.State, x.UpdatedAt = ImportReview, a.now().UTC()
		x.Problem = "Nothing was brought in. Homeward was stopped while it was at work on it. Your decisions are kept: bring it in again."
		return tx.UpdateImport(x)
	})
}

// userName is the name of a user, "" when there is none, as for what was done
// at the command line.
func (a *App) userName(ctx context.Context, id string) string {
	if u, err := a.store.UserByID(ctx, id); err == nil {
		return u.Name
	}
	if id == CommandLine("").UserID {
		return CommandLine("").Name
	}
	return ""
}

// Imports lists the register's latest spreadsheets.
func (a *App) Imports(ctx context.Context, actor access.Actor) ([]ImportView, error) {
	if err := authorise(actor, access.Import); err != nil {
		return nil, err
	}
	list, err := a.store.Imports(ctx, actor.Register, 50)
	if err != nil {
		return nil, fail(err, "listing imports")
	}
	names := map[string]string{}
	views := make([]ImportView, len(list))
	for i, x := range list {
		if _, known := names[x.UserID]; !known {
			names[x.UserID] = a.userName(ctx, x.UserID)
		}
		views[i] = ImportView{Import: x, By: names[x.UserID]}
		if views[i].Receipt, err = readReceipt(x.Receipt); err != nil {
			return nil, fail(err, "reading the receipt of import %s", x.ID)
		}
	}
	return views, nil
}

// Columns proposes what the sheets and columns of an import mean. For a sheet
// named in headings they are those under that row. Remembered says that the
// register's last spreadsheet helped.
func (a *App) Columns(ctx context.Context, actor access.Actor, id string, headings map[string]int) (p sheet.Proposal, remembered bool, err error) {
	if err := authorise(actor, access.Import); err != nil {
		return p, false, err
	}
	x, err := a.store.Import(ctx, actor.Register, id)
	if err != nil {
		return p, false, fail(err, "reading import %s", id)
	}
	book, err := a.book(ctx, x)
	if err != nil {
		return p, false, err
	}
	known, err := a.rememberedMapping(ctx, actor.Register)
	if err != nil {
		return p, false, err
	}
	p = sheet.Propose(book, known...)
	for i := range p.Sheets {
		if row, asked := headings[p.Sheets[i].Name]; asked && row != p.Sheets[i].HeaderRow {
			p.Sheets[i] = sheet.ProposeAt(&book.Sheets[i], row, known...)
		}
	}
	return p, len(known) > 0, nil
}

func (a *App) book(ctx context.Context, x store.Import) (*sheet.Workbook, error) {
	data, err := a.store.ImportFile(ctx, x.Register, x.ID)
	if err != nil {
		return nil, fail(err, "reading the file of import %s", x.ID)
	}
	return readBook(x.FileName, data)
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
	return a.remember(ctx, actor.Register, m)
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
		x.Problem, x.UpdatedAt = "", a.now().UTC()
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
	checked := sheet.Check(book, sheet.Propose(book, remembered...).Mapping(), known, a.Today())
	if err := a.findLines(ctx, actor.Register, checked.Rows, nil); err != nil {
		return sheet.Report{}, err
	}
	return checked.Report(), nil
}

// known is who is on the register already, for telling duplicates.
func (a *App) known(ctx context.Context, register string) (sheet.Known, error) {
	people, err := a.store.KnownPeople(ctx, register)
	return knownAs(people), fail(err, "listing who is known")
}

func knownAs(people []store.KnownPerson) sheet.Known {
	known := sheet.Known{ByNHS: map[string]string{}, ByPerson: map[sheet.PersonKey][]sheet.KnownCase{}}
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
	return known
}

func capitalise(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// rowID names a line of a spreadsheet.
func rowID(p sheet.Place) string { return fmt.Sprintf("%s!%d", p.Sheet, p.Row) }
