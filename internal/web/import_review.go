package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/sheet"
	"homeward/internal/web/ui"
)

// importReviewPage shows every line of a file, by what is to be done with it.
type importReviewPage struct {
	Page
	File     string
	Problem  string // why it was not brought in when it was tried
	Counts   ui.CountStrip
	Ratings  []ratingCount
	NotRated string
	Suggest  *suggestions
	Kinds    []kindForm
	Only     string // the one problem whose lines are shown
	All      *ui.Link
	Heading  string
	Lines    *linesForm
	Table    *ui.SortableTable
	Pager    *ui.Pager
	Next     *ui.Button // on to bringing in
	Waiting  string     // why that is not possible yet
	Columns  ui.Link
	Discard  ui.Link

	shown []*app.Line
}

type ratingCount struct {
	Tag   ui.RatingTag
	Count string
}

// linesForm is the form with the lines of one page.
type linesForm struct {
	Action string
	Query  string // of the page, to come back to
	Cards  []lineCard
	IDs    []string // of the lines that the table has
	Save   ui.Button
}

// reviewQuery is which lines are shown.
type reviewQuery struct {
	Tab  string
	Code sheet.Code
	Page int
}

// Tabs of the review.
const (
	tabToDecide  = "to-decide"
	tabDecided   = "decided"
	tabReady     = "ready"
	tabUnchanged = "unchanged"
	tabIgnored   = "ignored"
)

var tabStandings = map[string]app.Standing{
	tabToDecide: app.ToDecide, tabDecided: app.Decided, tabReady: app.IsReady, tabUnchanged: app.NothingNew,
}

const linesOnPage = 50

func readReviewQuery(v url.Values) reviewQuery {
	q := reviewQuery{Tab: oneOf(v.Get("show"), tabToDecide, tabDecided, tabReady, tabUnchanged, tabIgnored), Page: 1}
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 {
		q.Page = n
	}
	for _, k := range problemKinds {
		if v.Get("problem") == string(k.code) {
			q.Code = k.code
		}
	}
	return q
}

func (q reviewQuery) values() url.Values {
	v := url.Values{}
	if q.Tab != "" {
		v.Set("show", q.Tab)
	}
	if q.Code != "" {
		v.Set("problem", string(q.Code))
	}
	if q.Page > 1 {
		v.Set("page", strconv.Itoa(q.Page))
	}
	return v
}

// reviewPath is the address of the review with a query.
func reviewPath(id string, q reviewQuery) string {
	return pathWith(importPath(id, "review"), q.values())
}

func reviewDraft(id string) string { return "import-review/" + id }

func keepingReview(r *http.Request) (key, back string) {
	id := r.PathValue("id")
	return reviewDraft(id), importPath(id, "review")
}

// importReview shows the lines.
func (s *Server) importReview(w http.ResponseWriter, r *http.Request, v visit) error {
	// What was sent when the session had just ended is saved now.
	_, typed, kept, err := s.app.Draft(r.Context(), v.Actor, reviewDraft(r.PathValue("id")))
	if err != nil {
		return err
	}
	if kept {
		return s.saveKept(w, r, v, typed)
	}
	view, review, err := s.reviewed(w, r, v)
	if err != nil || review == nil {
		return err
	}
	q := readReviewQuery(r.URL.Query())
	if q.Tab == "" {
		q.Tab = tabReady
		if review.Undecided > 0 {
			q.Tab = tabToDecide
		}
	}
	p := s.newReviewPage(v, view, review, q)
	if err := s.app.SeeInImport(r.Context(), v.Actor, view.ID, p.shown); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "import_review", p)
}

func (s *Server) saveKept(w http.ResponseWriter, r *http.Request, v visit, typed url.Values) error {
	id := r.PathValue("id")
	if err := s.app.DropDraft(r.Context(), v.Actor, reviewDraft(id)); err != nil {
		return err
	}
	if err := s.app.Decide(r.Context(), v.Actor, id, readLines(typed)); err != nil {
		return err
	}
	s.tell(w, "What you had chosen before you were signed out is saved now.")
	return seeOther(w, r, reviewPath(id, reviewQuery{}))
}

// decideLines saves the choices and corrections of a page of lines.
func (s *Server) decideLines(w http.ResponseWriter, r *http.Request, v visit) error {
	view, open, err := s.openImport(w, r, v)
	if err != nil || !open {
		return err
	}
	id, d := view.ID, readLines(r.PostForm)
	if len(d.Choices)+len(d.Cells) > 0 {
		if err := s.app.Decide(r.Context(), v.Actor, id, d); err != nil {
			return err
		}
		if err := s.sayLeft(r.Context(), w, v, id, "Saved."); err != nil {
			return err
		}
	}
	q, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil {
		q = nil
	}
	return seeOther(w, r, reviewPath(id, readReviewQuery(q)))
}

// sayLeft tells on the next page what was done, and how much there is to do.
func (s *Server) sayLeft(ctx context.Context, w http.ResponseWriter, v visit, id, done string) error {
	review, err := s.app.Review(ctx, v.Actor, id)
	if err != nil {
		return err
	}
	switch review.Undecided {
	case 0:
		done += " No line needs a decision any more."
	case 1:
		done += " 1 line still needs a decision."
	default:
		done += fmt.Sprintf(" %s still need a decision.", linesWord(review.Undecided))
	}
	s.tell(w, done)
	return nil
}

// takeSuggestions decides every line as suggested.
func (s *Server) takeSuggestions(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	n, err := s.app.DecideAsSuggested(r.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	if err := s.sayLeft(r.Context(), w, v, id, linesWord(n)+" decided as suggested."); err != nil {
		return err
	}
	return seeOther(w, r, reviewPath(id, reviewQuery{}))
}

// decideKind makes one choice for all lines with one problem.
func (s *Server) decideKind(w http.ResponseWriter, r *http.Request, v visit) error {
	id := r.PathValue("id")
	n, err := s.app.DecideKind(r.Context(), v.Actor, id, sheet.Code(r.PostForm.Get("problem")), app.Choice(r.PostForm.Get("choice")))
	if err != nil {
		return err
	}
	if err := s.sayLeft(r.Context(), w, v, id, linesWord(n)+" decided."); err != nil {
		return err
	}
	return seeOther(w, r, reviewPath(id, reviewQuery{}))
}

func (s *Server) newReviewPage(v visit, view app.ImportView, review *app.Review, q reviewQuery) *importReviewPage {
	p := &importReviewPage{
		Page: s.newPage(v, "Check the lines"), File: view.FileName, Problem: view.Problem,
		Columns: ui.Link{Text: "Change what the columns mean", Href: importPath(view.ID, "columns")},
		Discard: ui.Link{Text: "Discard this spreadsheet", Href: importPath(view.ID, "discard")},
	}
	p.Back = &ui.BackLink{Href: importPath(view.ID, "columns"), Text: "Back to the columns"}
	p.Counts = reviewCounts(view.ID, review, q)
	rated := 0
	for _, rating := range casefile.Ratings {
		n := review.Ratings[rating]
		rated += n
		p.Ratings = append(p.Ratings, ratingCount{ui.RatingTag{Rating: string(rating)}, thousands(n)})
	}
	if n := len(review.Lines) - rated; n > 0 {
		p.NotRated = linesWord(n) + " without a rating"
	}
	if review.Undecided > 0 {
		p.Waiting = "Once no line needs a decision, you can bring the spreadsheet in."
	} else {
		p.Next = &ui.Button{Text: "Go on to bringing in", Href: importPath(view.ID, "commit")}
	}
	if q.Tab == tabToDecide && review.Undecided > 0 {
		p.Suggest = suggestionsOf(view.ID, review)
		p.Kinds = kindsOf(view.ID, review)
		if q.Code != "" {
			p.Only = kindWords(q.Code)
			p.All = &ui.Link{Text: "Show all lines that need a decision", Href: reviewPath(view.ID, reviewQuery{Tab: tabToDecide})}
		}
	}
	p.showLines(view, review, q)
	return p
}

func reviewCounts(id string, review *app.Review, q reviewQuery) ui.CountStrip {
	strip := ui.CountStrip{AriaLabel: "Lines by what is to be done"}
	for _, each := range []struct {
		tab, text string
		n         int
	}{
		{tabToDecide, "Need a decision", review.Undecided},
		{tabDecided, "Decided", review.Decided},
		{tabReady, "Ready", review.Ready},
		{tabUnchanged, "Nothing new", review.Unchanged},
		{tabIgnored, "Not people", len(review.Ignored)},
	} {
		strip.Items = append(strip.Items, ui.CountItem{
			Text: each.text, Count: each.n, Current: q.Tab == each.tab, Href: reviewPath(id, reviewQuery{Tab: each.tab}),
		})
	}
	return strip
}

// showLines puts the lines of the tab on the page.
func (p *importReviewPage) showLines(view app.ImportView, review *app.Review, q reviewQuery) {
	if q.Tab == tabIgnored {
		p.Heading = "Lines that are not people, and are not brought in"
		p.Table = ignoredTable(review.Ignored)
		return
	}
	var lines []*app.Line
	for i := range review.Lines {
		l := &review.Lines[i]
		if l.Standing() == tabStandings[q.Tab] && (q.Code == "" || slices.Contains(l.Codes(), q.Code)) {
			lines = append(lines, l)
		}
	}
	p.Heading = map[string]string{
		tabToDecide: "Lines that need a decision", tabDecided: "Lines that you decided",
		tabReady: "Lines that are ready to be brought in", tabUnchanged: "Lines that say nothing new",
	}[q.Tab]
	pages := max(1, (len(lines)+linesOnPage-1)/linesOnPage)
	q.Page = min(q.Page, pages)
	if len(lines) > linesOnPage {
		p.Pager = &ui.Pager{Page: q.Page, Size: linesOnPage, Total: len(lines), Singular: "line", Plural: "lines", Href: func(page, _ int) string {
			return reviewPath(view.ID, reviewQuery{q.Tab, q.Code, page})
		}}
	}
	total := len(lines)
	lines = lines[(q.Page-1)*linesOnPage : min(q.Page*linesOnPage, len(lines))]
	p.shown = lines
	action := importPath(view.ID, "lines")
	switch {
	case total == 0:
		p.Table = &ui.SortableTable{Empty: ui.Paragraph("There are no such lines.")}
	case q.Tab == tabUnchanged:
		p.Table = unchangedTable(lines)
	case q.Tab == tabReady:
		p.Lines = &linesForm{Action: action, Query: q.values().Encode(), Save: ui.Button{Text: "Leave out the ticked lines", Variant: "secondary"}}
		p.Table = readyTable(lines)
		for _, l := range lines {
			p.Lines.IDs = append(p.Lines.IDs, l.ID)
		}
	default:
		p.Lines = &linesForm{Action: action, Query: q.values().Encode(), Save: ui.Button{Text: "Save these decisions", PreventDoubleClick: "true"}}
		for n, l := range lines {
			p.Lines.Cards = append(p.Lines.Cards, cardOf(n, l, review, view.Mapping))
		}
	}
}
