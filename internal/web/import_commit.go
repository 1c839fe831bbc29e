package web

import (
	"fmt"
	"net/http"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// importCommitPage asks whether a spreadsheet is to be brought in.
type importCommitPage struct {
	Page
	File    string
	Action  string
	Summary ui.SummaryList
	Nothing bool // it says nothing new
	Bring   ui.Button
	Cancel  ui.Link
}

func (s *Server) importCommit(w http.ResponseWriter, r *http.Request, v visit) error {
	view, review, err := s.reviewed(w, r, v)
	if err != nil || review == nil {
		return err
	}
	if review.Undecided > 0 {
		return seeOther(w, r, reviewPath(view.ID, reviewQuery{}))
	}
	return s.render(w, http.StatusOK, "import_commit", s.newCommitPage(v, view, review))
}

func (s *Server) newCommitPage(v visit, view app.ImportView, review *app.Review) *importCommitPage {
	var added, changed, joined, left, flagged int
	for i := range review.Lines {
		l := &review.Lines[i]
		switch {
		case l.Standing() == app.NothingNew:
			continue
		case l.Choice == app.LeaveOut:
			left++
			continue
		case l.Choice == app.Join && l.SameAs != nil:
			joined++
		case l.Choice == app.Join:
			changed++
		default:
			added++
		}
		if len(l.Flags) > 0 {
			flagged++
		}
	}
	title := fmt.Sprintf("You are about to bring in %s", peopleToBring(added))
	if added == 0 && changed+joined > 0 {
		title = fmt.Sprintf("You are about to change the records of %s", peopleToBring(changed+joined))
	}
	if added+changed+joined == 0 {
		title = "There is nothing new in this spreadsheet"
	}
	p := &importCommitPage{
		Page: s.newPage(v, title), File: view.FileName, Action: importPath(view.ID, "commit"), Nothing: added+changed+joined == 0,
		Bring:  ui.Button{Text: "Bring them in", PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Go back to the lines", Href: importPath(view.ID, "review")},
	}
	if p.Nothing {
		p.Bring.Text = "Finish"
	}
	p.Back = &ui.BackLink{Href: importPath(view.ID, "review"), Text: "Back to the lines"}
	p.Summary = summary(
		fact{"People who are new on the register", thousands(added)},
		fact{"People on the register whose record changes", thousands(changed)},
		fact{"Further lines of one of these people", thousands(joined)},
		fact{"Lines with something to settle later, flagged on the person", thousands(flagged)},
		fact{"Lines that say nothing new", thousands(review.Unchanged)},
		fact{"Lines that you left out", thousands(left)},
		fact{"Lines that are not people", thousands(len(review.Ignored))},
	)
	return p
}

func peopleToBring(n int) string {
	if n == 0 {
		return "nobody"
	}
	return peopleWord(n)
}

// fact is a line of a summary.
type fact struct{ name, value string }

func summary(facts ...fact) ui.SummaryList {
	var list ui.SummaryList
	for _, f := range facts {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.SummaryCell{Text: f.name, Width: "two-thirds"}, Value: ui.SummaryCell{Text: f.value}})
	}
	return list
}

// commitImport begins to bring a spreadsheet in.
func (s *Server) commitImport(w http.ResponseWriter, r *http.Request, v visit) error {
	view, open, err := s.openImport(w, r, v)
	if err != nil || !open {
		return err
	}
	if err := s.app.CommitImport(r.Context(), v.Actor, view.ID); err != nil {
		if app.As(err).Kind != app.Invalid {
			return err
		}
		s.tell(w, "Nothing was brought in yet. "+app.As(err).Text)
		return seeOther(w, r, reviewPath(view.ID, reviewQuery{}))
	}
	return seeOther(w, r, importPath(view.ID, ""))
}
