package web

import (
	"net/http"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestWhatHelps(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	long := civil.Of(2025, 8, 1)
	id := s.person("NORTH", rosa,
		casefile.Add{On: long, Fact: casefile.WhatHelps{Own: "I like my dog", Helps: "Going out"}},
		casefile.Add{On: long, Fact: casefile.WhatHelps{
			Own: "I like my dog.\nI do not like bells.", Crisis: "Turn off the lights", Call: "Mum 01632 960001", EarlySigns: "Walks up and down", MadeWith: "Rosie and her mum",
			ContactMethods: []casefile.ContactMethod{"text"}, Supports: []casefile.CommunicationSupport{"more-time"},
		}, Note: "Her aunt told us"},
	)
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page(planPath(id))
	says(t, doc, "Look at this again Nobody has looked at this for 7 months. It may no longer be right. The local standard is to look again after 6 months.",
		"In their own words I like my dog. I do not like bells. In a crisis Turn off the lights Whom to call Mum 01632 960001 Early warning signs Walks up and down",
		"Talking together How to reach them Text message To communicate Needs more time to take things in and to answer",
		"Looked at last on 1 August 2025. Recorded by Test Register coordinator. Made with Rosie and her mum", "This version stands", "Going out")
	says(t, b.page("/people/"+id), "Written down, and looked at last on 1 August 2025")

	got := b.get(planPath(id) + "/pdf")
	if got.status != http.StatusOK || !strings.HasPrefix(got.body, "%PDF-") || got.header.Get("Content-Disposition") != `attachment; filename="what-helps.pdf"` {
		t.Errorf("the sheet: status %d, %q, %.20q", got.status, got.header.Get("Content-Disposition"), got.body)
	}

	// The form has what stands, and saving it again is looking at it.
	path := place{kind: whatHelpsForm.kind, caseID: id}.path()
	typed := formOf(t, b.page(path), path).with(day(map[string]string{"made_with": "Rosie"}, "on", march2))
	typed.Set("do", "save")
	b.post(path, typed).leads(planPath(id))
	saysNot(t, b.page(planPath(id)), "Look at this again")
	if h := s.kase("NORTH", id).Helps; h.Own != "I like my dog.\nI do not like bells." || h.MadeWith != "Rosie" || len(h.ContactMethods) != 1 || h.On != march2 {
		t.Errorf("it stands as %+v", h)
	}

	// How long is the register's own to settle.
	admin := s.signedIn(access.Administrator, "NORTH")
	admin.fill("/settings/support", map[string]string{"look_again_months": "0", "small_number": "x"}).walked(http.StatusUnprocessableEntity)
	admin.fill("/settings/support", map[string]string{"look_again_months": "1", "small_number": "7"}).leads("/settings/support")
	s.later(40 * 24 * 3600 * 1e9)
	says(t, s.signedIn(access.Chair, "NORTH").page(planPath(id)), "Nobody has looked at this for 1 month.")
}

func TestWhatHelpsThatMayNotBeSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, casefile.Add{On: feb1, Fact: casefile.WhatHelps{Own: "I like my dog", Call: "Her aunt"}})
	s.consents("NORTH", id, casefile.Given)
	lead := s.signedIn(access.Executive, "NORTH")
	says(t, lead.page(planPath(id)), "I like my dog")
	if err := s.app.Mark(t.Context(), s.actor(access.Coordinator, "NORTH"), id, 3, access.ThirdParty, "The aunt asked"); err != nil {
		t.Fatal(err)
	}
	doc := lead.page(planPath(id))
	says(t, doc, "What is written down of what helps is an entry that you may not see.")
	saysNot(t, doc, "dog", "aunt")
	refused(t, lead, http.StatusNotFound, "GET "+planPath(id)+"/pdf")
	s.consents("NORTH", id, casefile.Withdrawn)
	refused(t, lead, http.StatusForbidden, "GET "+planPath(id), "GET "+planPath(id)+"/pdf")
	refused(t, s.signedIn(access.Clinician, "NORTH"), http.StatusNotFound, "GET "+planPath(id), "GET "+planPath(id)+"/pdf")
	refused(t, s.signedIn(access.Coordinator, "SOUTH"), http.StatusNotFound, "GET "+planPath(id), "GET "+planPath(id)+"/pdf")
	refused(t, s.signedIn(access.Coordinator, "NORTH"), http.StatusForbidden, "GET /settings/support", "POST /settings/support")
}
