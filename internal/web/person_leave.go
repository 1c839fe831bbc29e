package web

import (
	"net/http"
	"net/url"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// personLeavePage leads to each way of leaving the register, or says how
// somebody left.
type personLeavePage struct {
	Page
	Person  string
	Who     ui.Component
	Earlier []string
	Left    string // how they are not on the register now; "" while they are
	Advice  []string
	Ways    []recordLink
	Stays   []string
	Papers  []ui.Link
	Again   *ui.Button
	// Answered records that the area to which they moved knows of them, or first what
	// they said when they were asked; or that they were told why they left. It is nil where
	// nothing of this waits.
	Answered *ui.Button
}

func leavePath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/leave" }

func (s *Server) personLeave(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Leaving(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	c := view.Case
	p := &personLeavePage{Page: s.newPage(v, "Leaving the register"), Person: c.Name(), Who: toTellApart(c.Details)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	p.Back = &ui.BackLink{Text: "Back to consent", Href: consentPath(c.ID)}
	for _, d := range view.Stays {
		p.Stays = append(p.Stays, d.Title+", by "+d.Due.Long())
	}
	form := func(f recordForm, text, hint string) {
		if mayUse(v, view.PersonView, f) {
			p.Ways = append(p.Ways, recordLink{ui.Link{Text: text, Href: place{kind: f.kind, caseID: c.ID}.path()}, hint})
		}
	}
	switch {
	case c.Died != 0:
		p.Left = c.Name() + " died on " + c.Died.Long() + ". Nothing is written to them any more."
	case !c.OnRegister && c.Left != 0:
		p.Left = c.Name() + " is not on the register since " + c.Left.Long() + "."
		p.Earlier = earlierMemberships(c)
		if m, waits := c.MoveWaits(); waits {
			p.Left += " " + moveWords(m, view.Day)
			next := moveAcknowledgedForm
			if m.Basis == casefile.MoveNotAsked {
				next = moveAskedForm
			}
			if mayUse(v, view.PersonView, next) {
				p.Answered = &ui.Button{Text: next.title, Href: place{kind: next.kind, caseID: c.ID}.path()}
			}
		}
		if left, waits := c.LeftUntold(); waits {
			p.Left += " They have not been told why yet. Tell them, with the letter below if it helps."
			if days := int(view.Day - left); days > 0 {
				p.Left += " They left " + counted(days, "day", "days") + " ago."
			}
			if mayUse(v, view.PersonView, leaveToldForm) {
				p.Answered = &ui.Button{Text: leaveToldForm.title, Href: place{kind: leaveToldForm.kind, caseID: c.ID}.path()}
			}
		}
		if v.may(access.Record) {
			p.Papers = paperLinks(c.ID, app.LeaveLetter, "The letter that tells them")
		}
		if mayUse(v, view.PersonView, joinedForm) {
			p.Again = &ui.Button{Text: joinedForm.title, Href: place{kind: joinedForm.kind, caseID: c.ID}.path(), Variant: "secondary"}
		}
	case c.OnRegister:
		p.Earlier = earlierMemberships(c)
		for _, a := range view.Advice {
			p.Advice = append(p.Advice, a.Words+map[bool]string{true: ". This is so", false: ""}[a.Met])
		}
		form(leftForm, "They are no longer at risk", "With what they think of it, what support goes on, and whom to call")
		form(leaveNoConsentForm, "They withdraw consent", "It holds at once, and nobody gets less care for it")
		if view.HandOver {
			p.Ways = append(p.Ways, recordLink{ui.Link{Text: "They move, and another register here takes them", Href: handOverPath(c.ID)}, "Their record goes along when the other register says yes"})
		}
		form(movedOutForm, "They move to another area", "To a board whose register is not kept here")
		form(diedForm, "They have died", "What is due ends, and nothing is written to them any more")
	}
	return s.render(w, http.StatusOK, "person_leave", p)
}

// moveWords say of a move that was not acknowledged what is to be done.
func moveWords(m casefile.Move, today civil.Date) string {
	if m.To == "" {
		m.To = "another area"
	}
	if m.Basis == casefile.MoveNotAsked {
		return "They moved to " + m.To + ". Ask them if that area may be told, record what they said, and tell it if they agree."
	}
	words := "They moved to " + m.To + ", and nobody there has said yet that they know of them."
	if days := int(today - m.On); days > 0 {
		words += " That was " + counted(days, "day", "days") + " ago."
	}
	return words + " Ask there until somebody answers."
}

// paperLinks lead to a paper in each of its forms.
func paperLinks(caseID string, paper app.Paper, what string) []ui.Link {
	var links []ui.Link
	for _, x := range []struct{ text, words, format string }{
		{"easy read (PDF)", "easy", "pdf"}, {"plain English (PDF)", "plain", "pdf"},
		{"easy read (web page)", "easy", "html"}, {"plain English (web page)", "plain", "html"},
	} {
		links = append(links, ui.Link{
			Text: what + ", " + x.text,
			Href: "/people/" + url.PathEscape(caseID) + "/papers/" + string(paper) + "?" + url.Values{"words": {x.words}, "format": {x.format}}.Encode(),
		})
	}
	return links
}

// paper gives one of the papers for a person as a file.
func (s *Server) paper(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	form := app.PaperForm{EasyRead: q.Get("words") == "easy", HTML: q.Get("format") == "html"}
	paper := app.Paper(r.PathValue("paper"))
	out := &download{ResponseWriter: w, contentType: "application/pdf", name: strings.ReplaceAll(string(paper), "/", "") + ".pdf"}
	if form.HTML {
		out.contentType, out.name = "text/html; charset=utf-8", strings.TrimSuffix(out.name, ".pdf")+".html"
	}
	return s.app.WritePaper(r.Context(), v.Actor, r.PathValue("id"), paper, form, out)
}

// leaveWord is the link to the page, by how somebody stands to the register.
func leaveWord(c *casefile.Case) string {
	if c.OnRegister {
		return "Leaving the register"
	}
	return "How they left the register, and coming back"
}
