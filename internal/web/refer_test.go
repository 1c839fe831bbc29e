package web

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// openToReferrals lets anyone refer to NORTH.
func (s *site) openToReferrals() {
	s.t.Helper()
	if err := s.app.SetReferralSettings(s.t.Context(), app.CommandLine("NORTH"), app.ReferralSettings{Open: true, Name: "Northshire", Phone: "01234 567890", Hours: "9 to 5", DraftDays: 14, LookAgainDays: 28}); err != nil {
		s.t.Fatal(err)
	}
}

// answers are what a mother writes, by step.
var answers = map[string]url.Values{
	"about":     {"given": {"Rosa"}, "family": {"Example"}, "birth_date[day]": {"5"}, "birth_date[month]": {"6"}, "birth_date[year]": {"2009"}},
	"number":    {"nhs_number": {"999 476 0173"}},
	"reach":     {},
	"you":       {"name": {"Maria Example"}, "relation": {"mother"}},
	"answer":    {"phone": {"07700 900123"}, "tell": {"phone"}},
	"condition": {"autism": {"waiting"}, "disability": {"unknown"}},
	"why":       {"why_now": {"She has not slept since Friday."}},
	"tried":     {},
	"risks":     {"risks": {riskFactors[0], riskFactors[2]}},
	"help":      {"would_help": {"Somebody to talk to at night."}},
	"knows":     {"knows": {"yes"}, "thinks": {"She wants help"}},
	"agrees":    {"agrees": {"yes"}, "easy_read": {"yes"}},
}

// write goes through the steps from the one where the browser is.
func (b *browser) write(first string, as map[string]url.Values) (last string) {
	b.t.Helper()
	next := first
	for range 20 {
		step := strings.TrimPrefix(next, "/refer/NORTH/")
		if step == "check" {
			return next
		}
		b.page(next)
		got := b.post(next, as[step])
		if got.status != http.StatusSeeOther {
			b.t.Fatalf("step %s: status %d\n%s", step, got.status, got.body)
		}
		next = got.location
	}
	b.t.Fatal("the steps have no end")
	return ""
}

var reference = regexp.MustCompile(`R-[0-9A-Z]{4}-[0-9A-Z]{4}`)

func TestAMotherRefersHerDaughter(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	if got := b.get("/refer/NORTH"); got.status != http.StatusNotFound {
		t.Errorf("a register that is not open: %d", got.status)
	}
	s.openToReferrals()
	b.page("/refer/NORTH")
	b.post("/refer/NORTH", url.Values{}).walked(http.StatusUnprocessableEntity)
	begun := b.post("/refer/NORTH", url.Values{"who": {"family"}})
	if begun.status != http.StatusSeeOther || begun.location != "/refer/NORTH/about" {
		t.Fatalf("begun: %d to %s", begun.status, begun.location)
	}
	// What is wrong is said, and what was typed stays.
	wrong := b.post("/refer/NORTH/about", url.Values{"given": {""}, "birth_date[day]": {"31"}, "birth_date[month]": {"2"}, "birth_date[year]": {"2009"}})
	wrong.walked(http.StatusUnprocessableEntity)
	if !strings.Contains(wrong.body, "Enter the name of the person") || !strings.Contains(wrong.body, "February 2009 has 28 days") || !strings.Contains(wrong.body, `value="31"`) {
		t.Errorf("the page says\n%s", wrong.body)
	}
	b.page("/refer/NORTH/check")
	b.post("/refer/NORTH/check", url.Values{}).walked(http.StatusUnprocessableEntity)
	check := b.write(begun.location, answers)
	if body := b.get(check).body; !strings.Contains(body, "She has not slept since Friday.") || !strings.Contains(body, "999 476 0173") {
		t.Errorf("to be checked:\n%s", body)
	}
	s.later(time.Minute)
	if got := b.post(check, url.Values{"do": {"send"}}); got.status != http.StatusSeeOther || got.location != "/refer/NORTH/sent" {
		t.Fatalf("sent: %d to %s\n%s", got.status, got.location, got.body)
	}
	b.page("/refer/NORTH/sent")
	sent := b.get("/refer/NORTH/sent").body
	ref := reference.FindString(sent)
	if ref == "" || !strings.Contains(sent, "Monday 9 March 2026") || !strings.Contains(sent, "Monday 30 March 2026") {
		t.Errorf("the receipt says\n%s", sent)
	}
	// Nothing is left to be read or sent again.
	for _, path := range []string{"/refer/NORTH/why", "/refer/NORTH/check"} {
		if got := b.get(path); got.location != "/refer/NORTH/sent" {
			t.Errorf("%s after sending: %d to %q", path, got.status, got.location)
		}
	}

	coordinator := s.signedIn(access.Coordinator, "NORTH")
	coordinator.page("/referrals")
	queue := coordinator.get("/referrals").body
	if !strings.Contains(queue, ref) || !strings.Contains(queue, "Rosa Example") || strings.Contains(queue, "May not be from a person") {
		t.Errorf("the queue:\n%s", queue)
	}
	path := regexp.MustCompile(`/people/[0-9a-f]+/referral`).FindString(queue)
	coordinator.page(path)
	page := coordinator.get(path).body
	for _, words := range []string{"She has not slept since Friday.", "Maria Example", "07700 900123", "Waiting for an assessment", riskFactors[2], "She wants help", "not on the register", "marked as third-party information", "until somebody lifts the mark"} {
		if !strings.Contains(page, words) {
			t.Errorf("the record does not say %q", words)
		}
	}
	id := strings.Split(path, "/")[2]
	// The banner says that they are not on the register, and the queue how they are
	// rated all the same.
	says(t, coordinator.page("/people/"+id), "Not on the register")
	saysNot(t, coordinator.page("/referrals"), "Rating:")
	keeper := access.Actor{UserID: "u", Name: "Keeper", Register: "NORTH", Roles: []access.Role{access.Coordinator}}
	if _, err := s.app.Record(t.Context(), keeper, id, app.AnyVersion, casefile.Rate{On: s.app.Today(), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "In crisis"}); err != nil {
		t.Fatal(err)
	}
	says(t, coordinator.page("/referrals"), "Rating: Red")
	for _, kind := range []string{"referral-acknowledged", "referral-placed", "referral-asked", "referral-accepted", "referral-declined", "outcome-told", "referral-reconsidered", "referral-withdrawn"} {
		coordinator.page("/people/" + id + "/record/" + kind + "?for=" + ref)
	}
	done := coordinator.post("/people/"+id+"/record/referral-acknowledged?for="+ref, url.Values{"do": {"save"}, "version": {"3"}, "how": {"phone"}, "on[day]": {"2"}, "on[month]": {"3"}, "on[year]": {"2026"}})
	if done.status != http.StatusSeeOther || done.location != path {
		t.Errorf("acknowledged: %d to %q\n%s", done.status, done.location, done.body)
	}
	if got := coordinator.get("/people/" + id + "/record/referral-acknowledged?for=R-NONE"); got.status != http.StatusOK || !strings.Contains(coordinator.post("/people/"+id+"/record/referral-acknowledged?for=R-NONE", url.Values{"do": {"save"}}).body, "no such referral") {
		t.Errorf("of no referral: %d", got.status)
	}
}

func TestSomebodyWritesAboutThemselfAndComesBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.openToReferrals()
	b := s.browser()
	b.post("/refer/NORTH", url.Values{"who": {"self"}})
	own := map[string]url.Values{
		"about":     answers["about"],
		"contact":   {"phone": {"07700 900123"}},
		"condition": answers["condition"],
		"why":       {"why_now": {"It is too loud."}},
		"help":      {},
		"agree":     {"agrees": {"not-asked"}, "tell": {"letter"}, "easy_read": {"yes"}},
	}
	b.post("/refer/NORTH/about", own["about"])
	if got := b.post("/refer/NORTH/contact", url.Values{"phone": {"07700 900123"}, "do": {"save"}}); got.location != "/refer/NORTH/saved" {
		t.Fatalf("saved: %d to %q", got.status, got.location)
	}
	b.page("/refer/NORTH/saved")
	code := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(b.get("/refer/NORTH/saved").body)
	b.post("/refer/NORTH/leave", nil)
	if got := b.get("/refer/NORTH/contact"); got.location != "/refer/NORTH" {
		t.Errorf("after leaving: %d to %q", got.status, got.location)
	}

	other := s.browser()
	other.page("/refer/NORTH/back")
	for _, wrong := range []url.Values{{}, {"code": {code}}, {"code": {"ABCD-EFGH-JKLM"}, "born[day]": {"5"}, "born[month]": {"6"}, "born[year]": {"2009"}}} {
		other.post("/refer/NORTH/back", wrong).walked(http.StatusUnprocessableEntity)
	}
	got := other.post("/refer/NORTH/back", url.Values{"code": {strings.ToLower(code)}, "born[day]": {"5"}, "born[month]": {"6"}, "born[year]": {"2009"}})
	if got.location != "/refer/NORTH/condition" {
		t.Fatalf("back: %d to %q\n%s", got.status, got.location, got.body)
	}
	// By letter there has to be an address, which is asked where they say how to reach them.
	own["agree"] = url.Values{"agrees": {"not-asked"}, "tell": {"letter"}, "easy_read": {"yes"}}
	for _, step := range []string{"condition", "why", "help"} {
		other.post("/refer/NORTH/"+step, own[step])
	}
	if got := other.post("/refer/NORTH/agree", own["agree"]); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Write where you live, for the letter") {
		t.Errorf("by letter to nowhere: %d\n%s", got.status, got.body)
	}
	if got := other.post("/refer/NORTH/agree", url.Values{"agrees": {"not-asked"}, "tell": {"email"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Write your email") {
		t.Errorf("by email to nowhere: %d\n%s", got.status, got.body)
	}
	own["agree"].Set("write_to", "2 Hill Rise")
	check := other.write("/refer/NORTH/agree", own)
	says(t, other.page(check), "Is it OK to put your name on our list?", "I am not sure. Talk to me first", "Your phone number", "Where you live", "What is hard now?", "Your name")
	saysNot(t, other.page(check), "The person", "the person", "Nobody has asked them yet", "How to reach them", "Why now")
	if got := other.post(check, url.Values{"do": {"send"}, "website": {"http://buy"}}); got.location != "/refer/NORTH/sent" {
		t.Fatalf("sent: %d\n%s", got.status, got.body)
	}
	// Their own receipt is easy to read.
	sent := other.page("/refer/NORTH/sent")
	says(t, sent, "You hear from us by Monday 9 March 2026.", "We decide by Monday 30 March 2026.", "You can say no at any time.")
	saysNot(t, sent, "the person", "A panel of people")
	// What may not be from a person is taken all the same, and says so.
	c := s.signedIn(access.Executive, "NORTH")
	if queue := c.get("/referrals").body; !strings.Contains(queue, "May not be from a person") {
		t.Errorf("the queue:\n%s", queue)
	}
}

func TestANurseSeesHerOwnReferrals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Clinician, "NORTH")
	b.page("/refer/NORTH") // also while it is closed to outside
	begun := b.post("/refer/NORTH", url.Values{"who": {"professional"}})
	you := b.get("/refer/NORTH/you").body
	if !strings.Contains(you, `value="Clinician`) {
		t.Errorf("her name is not filled in:\n%s", you)
	}
	check := b.write(begun.location, answers)
	b.post(check, url.Values{"do": {"send"}})
	b.page("/referrals/own")
	if own := b.get("/referrals/own").body; !strings.Contains(own, "Rosa Example") || strings.Contains(own, `href="/people/`) && strings.Contains(own, "/referral\"") {
		t.Errorf("her own:\n%s", own)
	}
	for _, path := range []string{"/referrals"} {
		if got := b.get(path); got.status != http.StatusForbidden {
			t.Errorf("%s: %d", path, got.status)
		}
	}
	other := s.signedIn(access.SocialWorker, "NORTH")
	if own := other.get("/referrals/own").body; strings.Contains(own, "Rosa") {
		t.Error("another sees it")
	}
}

// A coordinator writes down what a GP wrote nine days ago.
func TestALetterIsWrittenDownWithTheDayItCame(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.openToReferrals()
	b := s.signedIn(access.Coordinator, "NORTH")
	b.page("/refer/NORTH")
	begun := b.post("/refer/NORTH", url.Values{"who": {"professional"}})
	if begun.location != "/refer/NORTH/came" {
		t.Fatalf("begun: %d to %q", begun.status, begun.location)
	}
	b.page("/refer/NORTH/came")
	day := func(d, m string) url.Values {
		return url.Values{"written": {writtenDown}, "came_by": {"letter"}, "came_on[day]": {d}, "came_on[month]": {m}, "came_on[year]": {"2026"}}
	}
	for say, wrong := range map[string]url.Values{
		"Say if you write this down": {}, "Enter the day on which it came": {"written": {writtenDown}, "came_by": {"letter"}},
		"today or earlier": day("3", "3"), "Choose how it came": {"written": {writtenDown}},
	} {
		got := b.post("/refer/NORTH/came", wrong)
		got.walked(http.StatusUnprocessableEntity)
		if !strings.Contains(got.body, say) {
			t.Errorf("the page does not say %q", say)
		}
	}
	as := maps.Clone(answers)
	as["came"] = day("21", "2")
	as["you"] = url.Values{"name": {"Dr Ada Byron"}, "relation": {"GP"}}
	if got := b.post("/refer/NORTH/came", as["came"]); got.location != "/refer/NORTH/about" {
		t.Fatalf("after how it came: %d to %q", got.status, got.location)
	}
	if you := text(b.page("/refer/NORTH/you")); strings.Contains(you, "About you") {
		t.Error("the coordinator is asked about themself")
	}
	check := b.write("/refer/NORTH/about", as)
	if page := text(b.page(check)); !strings.Contains(page, "By letter, on 21 February 2026") {
		t.Errorf("to be checked:\n%s", page)
	}
	if got := b.post(check, url.Values{"do": {"send"}}); got.location != "/refer/NORTH/sent" {
		t.Fatalf("sent: %d\n%s", got.status, got.body)
	}
	sent := text(b.page("/refer/NORTH/sent"))
	ref := reference.FindString(sent)
	for _, words := range []string{"Friday 27 February 2026", "Saturday 21 March 2026", "Received on 21 February 2026"} {
		if !strings.Contains(sent, words) {
			t.Errorf("the receipt does not say %q:\n%s", words, sent)
		}
	}
	path := regexp.MustCompile(`/people/[0-9a-f]+/referral`).FindString(b.get("/referrals").body)
	page := text(b.page(path))
	for _, words := range []string{"Referral of 21 February 2026", "By letter, on 21 February 2026", "Written down", "on 2 March 2026"} {
		if !strings.Contains(page, words) {
			t.Errorf("the record does not say %q:\n%s", words, page)
		}
	}
	done := b.post(strings.TrimSuffix(path, "referral")+"record/referral-acknowledged?for="+ref, url.Values{"do": {"save"}, "version": {"2"}, "how": {"phone"}, "on[day]": {"24"}, "on[month]": {"2"}, "on[year]": {"2026"}})
	if done.status != http.StatusSeeOther {
		t.Errorf("acknowledged before it was written down: %d\n%s", done.status, done.body)
	}

	// Nobody else is asked, and what they send of it is not read.
	for who, other := range map[string]*browser{"somebody outside": s.browser(), "a nurse": s.signedIn(access.Clinician, "NORTH"), "a coordinator elsewhere": s.signedIn(access.Coordinator, "SOUTH")} {
		begun := other.post("/refer/NORTH", url.Values{"who": {"family"}, "written": {writtenDown}, "came_by": {"letter"}, "came_on[day]": {"21"}, "came_on[month]": {"2"}, "came_on[year]": {"2026"}})
		if begun.location != "/refer/NORTH/about" || other.get("/refer/NORTH/came").status != http.StatusNotFound || other.post("/refer/NORTH/came", day("21", "2")).status != http.StatusNotFound {
			t.Errorf("%s is asked when it came: %q", who, begun.location)
		}
		other.post(other.write(begun.location, answers), url.Values{"do": {"send"}})
		if sent := text(other.page("/refer/NORTH/sent")); !strings.Contains(sent, "Received on 2 March 2026") {
			t.Errorf("%s says when it came:\n%s", who, sent)
		}
	}
}

func TestThePageAsksWhoSomebodyIs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.openToReferrals()
	known := s.person("NORTH", casefile.Details{GivenName: "Rosa", FamilyName: "Example", NHSNumber: "9994760173"})
	form := casefile.ReferralForm{Given: "Rosa", Family: "Example", NHSNumber: "9994760173", Who: casefile.Professional, Name: "Dr Who", Phone: "1", WhyNow: "Crisis"}
	receipt, err := s.app.Refer(t.Context(), access.Actor{}, "NORTH", "", form)
	if err != nil {
		t.Fatal(err)
	}
	b := s.signedIn(access.Coordinator, "NORTH")
	path := regexp.MustCompile(`/people/[0-9a-f]+/referral`).FindString(b.get("/referrals").body)
	doc := b.page(path)
	got := b.post(path+"/move", formOf(t, doc, path+"/move").with(nil))
	if got.location != "/people/"+known+"/referral" {
		t.Fatalf("moved: %d to %q\n%s", got.status, got.location, got.body)
	}
	if body := b.get(got.location).body; !strings.Contains(body, receipt.Reference) || strings.Contains(body, "Who is this?") {
		t.Errorf("in their record:\n%s", body)
	}
	// Somebody else may not.
	if got := s.signedIn(access.Chair, "NORTH").post(path+"/move", url.Values{"to": {known}}); got.status != http.StatusForbidden {
		t.Errorf("a chair moves it: %d", got.status)
	}
}

func TestReferralSettings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Administrator, "NORTH")
	doc := b.page("/settings/referrals")
	b.post("/settings/referrals", url.Values{"open": {"yes"}, "draft_days": {"99"}}).walked(http.StatusUnprocessableEntity)
	got := b.post("/settings/referrals", formOf(t, doc, "/settings/referrals").with(map[string]string{"open": "yes", "phone": "01234 567890"}))
	if got.status != http.StatusSeeOther {
		t.Fatalf("saved: %d\n%s", got.status, got.body)
	}
	if page := s.browser().get("/refer/NORTH"); page.status != http.StatusOK || !strings.Contains(page.body, "01234 567890") {
		t.Errorf("the page: %d\n%s", page.status, page.body)
	}
}
