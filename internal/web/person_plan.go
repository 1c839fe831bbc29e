package web

import (
	"fmt"
	"net/http"
	"net/url"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// personPlanPage is what helps a person: what a crisis team reads in a minute,
// and how to talk with them. It is printed as it stands, on a sheet.
type personPlanPage struct {
	Page
	Person   string
	Who      ui.Component
	Looked   string // when, by whom and with whom
	Stale    ui.Component
	Parts    []casefile.Line
	Passport *ui.SummaryList
	Nothing  string
	Write    *ui.Button // nil for who may not record
	Download *ui.Link
	Versions []planVersion
}

// planVersion is one of the times that it was written down or looked at.
type planVersion struct {
	When  string
	Words []casefile.Line
	State string // where it does not stand
}

func planPath(caseID string) string { return "/people/" + url.PathEscape(caseID) + "/plan" }

func (s *Server) personPlan(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.WhatHelps(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	c := view.Shown
	p := &personPlanPage{Page: s.newPage(v, "What helps"), Person: c.Name(), Who: toTellApart(c.Details)}
	p.Back = &ui.BackLink{Text: "Back to " + c.Name(), Href: "/people/" + url.PathEscape(c.ID)}
	p.RecordParts = partsOf(v, c.ID, view.Sight)
	switch {
	case c.Helps == nil:
		p.Nothing = "Nothing is written down yet of what helps " + c.Name() + "."
	case app.HelpsWithheld(view):
		p.Nothing = "What is written down of what helps is an entry that you may not see."
	default:
		p.Parts = c.Helps.ToRead()
		if passport := c.Helps.Passport(); len(passport) > 0 {
			f := facts{}
			for _, l := range passport {
				f.row(l.Heading, paragraphs(l.Text), recordForm{}, "")
			}
			list := f.list()
			p.Passport = &list
		}
		p.Looked = "Looked at last on " + c.Helps.On.Long() + ". Recorded by " + c.Helps.By.Name
		if c.Helps.MadeWith != "" {
			p.Looked += ". Made with " + c.Helps.MadeWith
		}
		if view.Stale() {
			p.Stale = ui.WarningCallout{Heading: ui.Heading{Text: "Look at this again"}, Text: app.StaleWords(view) + fmt.Sprintf(" The local standard is to look again after %s.", counted(view.LookAgain, "month", "months"))}
		}
		p.Download = &ui.Link{Text: "Download it as a sheet to print (PDF)", Href: planPath(c.ID) + "/pdf"}
	}
	if mayUse(v, view.PersonView, whatHelpsForm) {
		p.Write = &ui.Button{Text: "Write it down or look at it again", Href: place{kind: whatHelpsForm.kind, caseID: c.ID}.path()}
	}
	for _, e := range view.Versions {
		version := planVersion{When: e.On.Long() + ", recorded by " + e.By.Name + " " + s.moment(e.RecordedAt)}
		switch {
		case e.Withheld != "":
			version.State = entryTitle(e)
		case e.StruckBy != 0:
			version.State = "Marked as entered in error"
		case c.Helps != nil && e.Seq == c.Helps.Seq:
			version.State = "This version stands"
		}
		if e.Withheld == "" {
			version.Words = casefile.Particulars(e.Fact)
			if e.Note != "" {
				version.Words = append(version.Words, casefile.Line{Heading: "Note", Text: e.Note})
			}
		}
		p.Versions = append(p.Versions, version)
	}
	return s.render(w, http.StatusOK, "person_plan", p)
}

func (s *Server) personPlanPDF(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.app.WriteWhatHelps(r.Context(), v.Actor, r.PathValue("id"), &download{ResponseWriter: w, contentType: "application/pdf", name: "what-helps.pdf"})
}
