package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/civil"
	"homeward/internal/sheet"
	"homeward/internal/store"
)

// ActsQuery says which acts of a register an auditor asks for. The zero value
// of a filter takes all.
type ActsQuery struct {
	User, Case string
	Kind       ActKind
	From, To   civil.Date // on these days or between them
	Before     string     // Older of the page before
}

// ActsPage is a page of acts, the latest first.
type ActsPage struct {
	Acts   []Act
	Older  string            // asks for the page after this one; "" on the last
	Names  map[string]string // of the people whom the acts are about, by case
	Person string            // the name of the one of the query
	Users  []ActUser         // everyone who did anything in the register
	Did    []string          // for each act what was done, with whom of the users it is about
}

// ActUser is someone who did something.
type ActUser = store.AuditUser

// actsOnPage is how many acts a page has.
const actsOnPage = 50

// Acts is a page of what was done in the register.
func (a *App) Acts(ctx context.Context, actor access.Actor, q ActsQuery) (ActsPage, error) {
	var page ActsPage
	if err := authorise(actor, access.SeeAudit); err != nil {
		return page, err
	}
	if err := a.looked(ctx, actor, access.SeeAudit, "see acts", q.Case, q.words()); err != nil {
		return page, err
	}
	if err := a.WriteNoted(ctx); err != nil { // what was done a moment ago is to be seen
		return page, err
	}
	acts, err := a.store.AuditTrail(ctx, actor.Register, a.actsQuery(q), actsOnPage+1)
	if err != nil {
		return page, fail(err, "listing what was done")
	}
	if len(acts) > actsOnPage {
		acts = acts[:actsOnPage]
		last := acts[actsOnPage-1]
		page.Older = last.At.UTC().Format(time.RFC3339Nano) + "," + last.ID
	}
	page.Acts = acts
	users, err := a.UserNames(ctx, actor)
	if err != nil {
		return page, err
	}
	ids := []string{q.Case}
	for _, act := range acts {
		ids = append(ids, act.Case)
		page.Did = append(page.Did, ActAbout(act, users))
	}
	if page.Names, err = a.store.NamesOf(ctx, actor.Register, ids); err != nil {
		return page, fail(err, "finding whom acts are about")
	}
	page.Person = page.Names[q.Case]
	page.Users, err = a.store.AuditUsers(ctx, actor.Register)
	return page, fail(err, "listing who did anything")
}

func (a *App) actsQuery(q ActsQuery) store.AuditQuery {
	query := store.AuditQuery{User: q.User, Case: q.Case}
	if q.Kind != "" {
		query.Kinds = []store.AuditKind{q.Kind}
	}
	if q.From != 0 {
		query.From = a.midnight(q.From)
	}
	if q.To != 0 {
		query.To = a.midnight(q.To + 1)
	}
	if at, id, ok := strings.Cut(q.Before, ","); ok {
		if t, err := time.Parse(time.RFC3339Nano, at); err == nil {
			query.Before = store.AuditKey{At: t, ID: id}
		}
	}
	return query
}

// words say what was asked for, for the audit; the case stands beside it.
func (q ActsQuery) words() string {
	var words []string
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+" "+value)
		}
	}
	add("user", q.User)
	add("kind", string(q.Kind))
	add("from", q.From.String())
	add("to", q.To.String())
	return strings.Join(words, ", ")
}

// FindForActs finds whom an auditor means by an NHS number, a name or a date of
// birth, also among those who have left: at most 20.
func (a *App) FindForActs(ctx context.Context, actor access.Actor, text string) ([]PersonRow, error) {
	if err := authorise(actor, access.SeeAudit); err != nil {
		return nil, err
	}
	page, err := a.store.People(ctx, actor.Register, PeopleQuery{Text: text, Membership: AnyMembership, Size: 20, Today: a.Today()})
	if err != nil {
		return nil, fail(err, "finding whom an auditor means")
	}
	if err := a.searched(ctx, actor, "search for what was done", text, page.Total); err != nil {
		return nil, err
	}
	return page.Rows, nil
}

// ExportActs writes every act that a query takes. That it was done is in the
// audit before the first byte is written. It holds one row at a time.
func (a *App) ExportActs(ctx context.Context, actor access.Actor, q ActsQuery, format ExportFormat, w io.Writer) error {
	if err := authorise(actor, access.SeeAudit); err != nil {
		return err
	}
	if format != XLSX && format != CSV {
		return &Error{Kind: NotFound, Text: "Homeward exports XLSX and CSV."}
	}
	if err := a.WriteNoted(ctx); err != nil {
		return err
	}
	act := a.audit(actor, access.SeeAudit, "export acts", q.Case, strings.TrimSpace(string(format)+" "+q.words()))
	act.Kind = store.Exported
	if err := a.store.Record(ctx, act); err != nil {
		return fail(err, "noting an export of acts")
	}
	headings := []string{"Day", "Time", "User", "User's identifier", "Role", "Kind", "What was done", "Case", "Purpose", "Details", "Words of the search", "Network address", "Act's identifier"}
	out, err := newSheet(format, w, "Acts", headings)
	if err != nil {
		return fail(err, "beginning an export of acts")
	}
	q.Before = ""
	users, err := a.UserNames(ctx, actor)
	if err != nil {
		return err
	}
	err = a.store.EachAudit(ctx, actor.Register, a.actsQuery(q), func(act store.Audit) error {
		at := act.At.In(a.zone)
		return out.Row([]sheet.Cell{
			sheet.Day(civil.FromTime(at)), sheet.Text(at.Format("15:04:05")), sheet.Text(act.UserName), sheet.Text(act.UserID),
			sheet.Text(access.Role(act.Role).Word()), sheet.Text(KindWords(act.Kind)), sheet.Text(ActAbout(act, users)), sheet.Text(act.Case),
			sheet.Text(act.Purpose), sheet.Text(act.Detail), sheet.Text(act.Words), sheet.Text(act.From), sheet.Text(act.ID),
		})
	})
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	return fail(err, "exporting the acts of register %s", actor.Register)
}

// ActsExportName is the name for the file of an export made today.
func (a *App) ActsExportName(actor access.Actor, format ExportFormat) string {
	return fmt.Sprintf("acts-%s-%s.%s", actor.Register, a.Today(), format)
}
