package web

import (
	"net/http"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/clock"
	"homeward/internal/enginetest"
)

func step(s casefile.SupportStep, note string) casefile.Add {
	s.Need = "0123456789abcdef0123"
	return casefile.Add{On: feb1, Fact: s, Note: note}
}

func TestPersonSupport(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa,
		nights, step(casefile.SupportStep{Status: casefile.SupportAsked}, ""),
		step(casefile.SupportStep{Status: casefile.SupportRefused, Reason: casefile.NotOnRegister, Provider: "Elm Homes"}, "“Come back when she is on the list”"),
		casefile.Add{On: feb1, Fact: casefile.SupportNeed{ID: "n2", Text: "Short breaks", Category: "short-breaks"}},
		casefile.Add{On: march1, Fact: casefile.SupportStarted{Need: "n2", Provider: "Ash House", Funding: "joint"}},
		casefile.Add{On: march1, Fact: casefile.SupportStep{Need: "n2", Status: casefile.SupportLookedAt, Working: "partly", Own: "Too short"}},
		casefile.Add{On: feb1, Fact: casefile.SupportNeed{ID: "n3", Text: "A dog", Category: "other"}},
		casefile.Add{On: feb1, Fact: casefile.SupportWithdrawn{Need: "n3"}, Note: "Has one"},
	)
	b := s.signedIn(access.Coordinator, "NORTH")
	doc := b.page(supportPath(id))
	says(t, doc, "1 need is not met yet, 1 of them after the day by which support was wanted. 1 kind of support is in place.")
	for section, want := range map[string]string{
		"open": "Not in place yet Someone with them at night Refused by the service Overdue by 9 days" +
			" Kind Help at home or to get out Wanted by 21 February 2026 Provider Elm Homes Reason given The person is not on the register, or was not when they asked Record what happened to: Someone with them at night" +
			" What happened so far : Someone with them at night" +
			" 1 February 2026, Test Register coordinator Support refused by the service. Provider: Elm Homes. Reason: The person is not on the register, or was not when they asked “Come back when she is on the list” In the story entry 5" +
			" 1 February 2026, Test Register coordinator Support asked for In the story entry 4" +
			" 1 February 2026, Test Register coordinator Support needed: Someone with them at night. Kind: Help at home or to get out. Wanted by: 21 February 2026. Provider: Oak Homes In the story entry 3",
		"in-place": "In place Short breaks In place, works in part Kind Short breaks Provider Ash House Paid by Health and social care together Started 1 March 2026 Does it work? Partly, looked at on 1 March 2026 What the person says about it Too short This helps only in part. Look at the rating again, and ask for what is missing. Rate again for: Short breaks Add a need for: Short breaks" +
			" Record what happened to: Short breaks What happened so far : Short breaks" +
			" 1 March 2026, Test Register coordinator Support looked at: it works in part. What the person says about it: Too short In the story entry 8" +
			" 1 March 2026, Test Register coordinator Support started. Provider: Ash House. Paid by: Health and social care together In the story entry 7" +
			" 1 February 2026, Test Register coordinator Support needed: Short breaks. Kind: Short breaks In the story entry 6",
		"withdrawn": "No longer needed A dog No longer needed Kind Something else What happened so far : A dog" +
			" 1 February 2026, Test Register coordinator Support no longer needed Has one In the story entry 10" +
			" 1 February 2026, Test Register coordinator Support needed: A dog. Kind: Something else In the story entry 9",
	} {
		if got := partOfPage(t, doc, section); got != want {
			t.Errorf("%s\n got %s\nwant %s", section, got, want)
		}
	}

	// From the card to the record: the form knows its need.
	path := place{supportStepForm.kind, id, "0123456789abcdef0123"}.path()
	form := formOf(t, b.page(path), path)
	typed := form.with(day(map[string]string{"status": "started"}, "on", march1))
	typed.Set("do", "save")
	b.post(path, typed).leads(supportPath(id))
	if n, _ := s.kase("NORTH", id).Need("0123456789abcdef0123"); n.Status != casefile.SupportInPlace || n.Started != march1 || n.Provider != "Elm Homes" {
		t.Errorf("it stands as %+v", n)
	}
	// Support that has started is looked at, and not asked for again.
	b.fill(path, day(map[string]string{"status": "asked"}, "on", march1)).is(http.StatusUnprocessableEntity)

	// What happened before the need is recorded puts the need back, in the same act.
	early := s.person("NORTH", casefile.Details{GivenName: "Bo", FamilyName: "Early"}, casefile.Add{On: march1, Fact: casefile.SupportNeed{ID: "0123456789abcdef0123", Text: "Someone at night", Category: "help-at-home"}})
	path = place{supportStepForm.kind, early, "0123456789abcdef0123"}.path()
	doc = b.fill(path, day(map[string]string{"status": "asked", "provider": "Oak Homes"}, "on", feb1)).walked(http.StatusUnprocessableEntity)
	if got := summaryOf(doc); len(got) != 1 || got[0] != "need_since-day This was before the need is recorded, which is from 1 March 2026. Say since when it was needed, and save again" {
		t.Errorf("said %q", got)
	}
	typed = formOf(t, doc, path).values
	typed.Set("need_since[day]", "2")
	if got := summaryOf(b.post(path, typed).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != "need_since-day It was needed on 1 February 2026 already. Enter that day or an earlier one" {
		t.Errorf("said %q", got)
	}
	typed.Set("need_since[day]", "1")
	b.post(path, typed).leads(supportPath(early))
	if n, _ := s.kase("NORTH", early).Need("0123456789abcdef0123"); n.Asked != feb1 || n.Status != casefile.SupportAsked || n.Provider != "Oak Homes" {
		t.Errorf("it stands as %+v", n)
	}

	// Nothing at all is said of someone of whom nothing is recorded.
	says(t, b.page(supportPath(s.person("NORTH", casefile.Details{GivenName: "Al", FamilyName: "Low"}))), "Nothing is recorded that they need.", "Add a need")
}

// Support that a provider ends is needed again from that day: on the page, in the
// list, and on Today, until it starts again.
func TestSupportStops(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		s := newSiteAt(t, address)
		id := s.person("NORTH", rosa, nights, casefile.Add{On: feb1 + 20, Fact: casefile.SupportStarted{Need: "0123456789abcdef0123", Provider: "Elm Homes"}},
			casefile.Add{On: feb1 + 21, Fact: casefile.SupportStep{Need: "0123456789abcdef0123", Status: casefile.SupportLookedAt, Working: "no"}})
		b := s.signedIn(access.Coordinator, "NORTH")
		says(t, b.page(supportPath(id)), "This does not help. Look at the rating again, and ask for other support. Rate again")
		says(t, b.page("/support?show=not-working"), "1 need", "Rosie", "In place, does not work", "1 In place and does not work")
		saysNot(t, b.page("/today"), "Support that stopped")

		path := place{supportStepForm.kind, id, "0123456789abcdef0123"}.path()
		saysNot(t, b.page(path), "no longer given")
		said := func(answers map[string]string, want string) {
			t.Helper()
			if got := summaryOf(b.fill(path, answers).walked(http.StatusUnprocessableEntity)); len(got) != 1 || got[0] != want {
				t.Errorf("said %q, want %q", got, want)
			}
		}
		said(day(map[string]string{"status": "stopped"}, "on", march1), "stopped Choose why it stopped")
		said(day(map[string]string{"status": "stopped", "stopped": "other"}, "on", march1), "note Say in words why it stopped")
		said(day(map[string]string{"status": "stopped", "stopped": "provider"}, "on", feb1), "on-day It started on 21 February 2026. Enter that day or a later one")
		b.fill(path, day(map[string]string{"status": "stopped", "stopped": "provider", "note": "Gave 28 days’ notice"}, "on", march1)).leads(supportPath(id))
		says(t, b.page(supportPath(id)), "1 need is not met yet, 1 of them after the day", "Stopped, needed again Overdue by 1 day", "Stopped 1 March 2026. The provider ended it",
			"They had this support and need it as before. Ask a service for it, and look at the rating again. Rate again for: Someone with them at night Record what happened", "Support stopped, and is needed again. Reason: The provider ended it Gave 28 days’ notice")
		says(t, b.page("/today"), "Support that stopped", "1 need has lost the support that was in place")
		says(t, b.page("/support?show=stopped"), "1 need", "The provider ended it", "Overdue by 1 day 1 Mar 2026", "1 Stopped, needed again", "0 In place and does not work")

		// Asked for again, it is still what stopped, and no service meets it.
		b.fill(path, day(map[string]string{"status": "asked", "provider": "Ash Homes"}, "on", march2)).leads(supportPath(id))
		says(t, b.page("/support?show=stopped"), "Asked for", "It had stopped on 1 Mar 2026: The provider ended it", "No service in time")
		says(t, b.page("/support/gaps"), "1 gap")
		b.fill(path, day(map[string]string{"status": "started"}, "on", march2)).leads(supportPath(id))
		says(t, b.page("/support?show=stopped"), "No needs", "1 In place")
	})
}

// What may not be seen of the record is not on the page either.
func TestSupportThatMayNotBeSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, nights)
	s.consents("NORTH", id, casefile.Given)
	if err := s.app.Mark(t.Context(), s.actor(access.Coordinator, "NORTH"), id, 3, access.Safeguarding, "Says what was done to her"); err != nil {
		t.Fatal(err)
	}
	ward := s.signedIn(access.Provider, "NORTH")
	s.involve(ward, "NORTH", id, access.OfProvider)
	doc := ward.page(supportPath(id))
	says(t, doc, "An entry you may not see (safeguarding)")
	saysNot(t, doc, "night", "Oak Homes", "Help at home")
	s.consents("NORTH", id, casefile.Withdrawn)
	refused(t, s.signedIn(access.Executive, "NORTH"), http.StatusForbidden, "GET "+supportPath(id))
	refused(t, ward, http.StatusNotFound, "GET "+supportPath(id))
	refused(t, s.signedIn(access.Coordinator, "SOUTH"), http.StatusNotFound, "GET "+supportPath(id))
}

// What somebody waited for when they left is not overdue when they come back, for
// its day ended with leaving: the page of support, the list and what is due agree.
func TestSupportFromBeforeTheyLeft(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, nights, step(casefile.SupportStep{Status: casefile.SupportAsked}, ""))
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/support?show=overdue"), "Someone with them at night")
	s.recordIn("NORTH", id, casefile.Add{On: march1 - 4, Fact: casefile.LeftRegister{Reason: "Settled"}})
	saysNot(t, b.page(supportPath(id)), "Overdue by")
	s.recordIn("NORTH", id, casefile.Add{On: march1, Fact: casefile.JoinedRegister{}})
	says(t, b.page("/support"), "Someone with them at night", "From before they left. Still needed? Ask again", "It was wanted by 21 Feb 2026")
	saysNot(t, b.page("/support?show=overdue"), "Someone with them at night")
	doc := b.page(supportPath(id))
	says(t, doc, "1 need is not met yet. 0 kinds of support are in place.", "Is it still needed? Ask again.")
	saysNot(t, doc, "Overdue by", "No service meets this in time")
	for _, o := range clock.Evaluate(s.kase("NORTH", id).File(), clock.England(), s.today()).Obligations {
		if o.Rule == clock.Support && o.State.Open() {
			t.Errorf("due for the support is %+v", o)
		}
	}
}
