package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// talked are three people on the agenda of a meeting of today, the first two
// red, and a nurse who is involved with the second.
type talked struct {
	*site
	keeper, nurse        *browser
	id, path             string
	first, second, third string
}

func newTalked(t *testing.T) talked {
	t.Helper()
	s := newSite(t)
	ctx := t.Context()
	who := s.actor(access.Coordinator, "NORTH")
	add := func(given string, r casefile.Rating) string {
		p, err := s.app.AddPerson(ctx, who, casefile.Open{On: s.today() - 30, Details: casefile.Details{GivenName: given, FamilyName: "Example", BirthDate: civil.Of(1990, 1, 1)}},
			casefile.Rate{On: s.today() - 30, Rated: casefile.Rated{Rating: r}, Reason: "x"})
		if err != nil {
			t.Fatal(err)
		}
		return p.Case
	}
	n := talked{site: s, first: add("Ruby", casefile.Red), second: add("Rory", casefile.Red), third: add("Gwen", casefile.Green)}
	n.keeper = s.signedIn(access.Coordinator, "NORTH")
	email := s.user("nora.nurse@example.org", []access.Role{access.Clinician}, "NORTH")
	n.nurse = s.browser()
	n.nurse.signIn(email)
	users, err := s.app.Users(ctx, s.actor(access.Administrator, "NORTH"))
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Name == "nora nurse" {
			if err := s.app.Involve(ctx, who, n.second, app.NewInvolvement{UserID: u.ID, Relation: access.CareTeam}); err != nil {
				t.Fatal(err)
			}
		}
	}
	n.keeper.post("/meeting-series/new", url.Values{"id": {strings.Repeat("a", 20)}, "name": {"Adults"}, "age_from": {"18"}, "length": {"60"}, "each": {"20"}, "weekday": {"2"}, "agencies": {"Trust\nCouncil"}}).leads("/meeting-series")
	y, m, d := s.today().YMD()
	made := n.keeper.post("/meetings", url.Values{"series": {strings.Repeat("a", 20)}, "day[day]": {strconv.Itoa(d)}, "day[month]": {strconv.Itoa(m)}, "day[year]": {strconv.Itoa(y)}})
	if made.status != http.StatusSeeOther {
		t.Fatalf("planned with %d\n%s", made.status, made.body)
	}
	n.path = made.location
	n.id = strings.TrimPrefix(n.path, "/meetings/")
	return n
}

// typedOn is a form of the run page with its hidden fields, as the page has them.
func (n talked) typedOn(more url.Values) url.Values {
	body := n.keeper.get(n.path + "/run").body
	form := url.Values{"rating": {"same"}, "rows": {"1"}}
	for _, name := range []string{"version", "discussion", "action_1_id"} {
		if at := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body); at != nil {
			form.Set(name, at[1])
		}
	}
	for name, values := range more {
		form[name] = values
	}
	return form
}

func TestAMeetingIsRun(t *testing.T) {
	t.Parallel()
	n := newTalked(t)
	agenda := n.keeper.get(n.path)
	agenda.walked(http.StatusOK)
	for _, words := range []string{"Ruby Example", "Rory Example", "Gwen Example", "Rated red", "Begin the meeting"} {
		if !strings.Contains(agenda.body, words) {
			t.Errorf("the agenda lacks %q", words)
		}
	}
	n.keeper.post(n.path+"/run", nil).leads(n.path + "/run")
	page := n.keeper.get(n.path + "/run")
	page.walked(http.StatusOK)
	order := []string{n.first, n.second}
	if !strings.Contains(page.body, n.path+"/run/"+n.first) {
		order = []string{n.second, n.first}
	}
	current := n.path + "/run/" + order[0]

	// What is wrong is said, and all that was typed is there.
	wrong := n.keeper.post(current, n.typedOn(url.Values{"do": {"record"}, "notes": {"Sleeps badly"}, "rating": {"amber"}, "action_1_text": {"Visit"}, "consent": {"reviews"}, "earlier_x": {"done"}}))
	wrong.walked(http.StatusUnprocessableEntity)
	for _, words := range []string{"Sleeps badly", "Say why this is the right rating now", `href="#action_1_owner"`, `href="#action_1_due-day"`, `href="#consent_owner"`} {
		if !strings.Contains(wrong.body, words) {
			t.Errorf("refused without %q", words)
		}
	}
	if again := n.keeper.get(n.path + "/run"); !strings.Contains(again.body, "Sleeps badly") || !strings.Contains(again.body, "We kept what you typed") {
		t.Error("what was typed is lost")
	}
	more := n.keeper.post(current, n.typedOn(url.Values{"do": {"more"}, "notes": {"Sleeps badly"}}))
	if more.walked(http.StatusOK); !strings.Contains(more.body, "action_2_text") || !strings.Contains(more.body, "Sleeps badly") {
		t.Error("there is no other action")
	}
	// Turning to somebody else keeps it as well, and so does typing.
	n.keeper.post(current, n.typedOn(url.Values{"do": {"go " + n.third}, "notes": {"Sleeps very badly"}})).leads(n.path + "/run")
	n.keeper.post(n.path+"/run/"+n.third, n.typedOn(url.Values{"do": {"go " + order[0]}})).leads(n.path + "/run")
	if got := n.keeper.post(current+"/draft", n.typedOn(url.Values{"notes": {"Sleeps very badly indeed"}})); got.status != http.StatusNoContent {
		t.Errorf("a draft is answered with %d", got.status)
	}
	if back := n.keeper.get(n.path + "/run"); !strings.Contains(back.body, "Sleeps very badly indeed") {
		t.Error("what was typed before is lost")
	}
	y, m, d := (n.today() + 3).YMD()
	full := url.Values{
		"do": {"record"}, "notes": {"Sleeps badly"}, "own": {"The light keeps me up"}, "rating": {"amber"}, "rating_reason": {"Calmer since Monday"}, "actions_amber": {},
		"action_1_text": {"Visit every evening"}, "action_1_owner": {"nora nurse"}, "action_1_organisation": {"Trust"},
		"action_1_due[day]": {strconv.Itoa(d)}, "action_1_due[month]": {strconv.Itoa(m)}, "action_1_due[year]": {strconv.Itoa(y)},
		"review": {"needed"}, "review_id": {strings.Repeat("b", 20)}, "review_reason": {"The placement may end"},
	}
	n.keeper.post(current, n.typedOn(full)).leads(n.path + "/run")
	view, err := n.app.Person(t.Context(), n.actor(access.Coordinator, "NORTH"), order[0], app.AsAt{})
	if err != nil {
		t.Fatal(err)
	}
	said := view.Case.Discussions()
	if len(said) != 1 || said[0].Note != "Sleeps badly" || len(said[0].Decided) != 3 || view.Case.Rating.Rating != casefile.Amber {
		t.Errorf("recorded %+v", said)
	}
	if next := n.keeper.get(n.path + "/run"); !strings.Contains(next.body, n.path+"/run/"+order[1]) || strings.Contains(next.body, "Sleeps badly") {
		t.Error("the next is not on the page, or has the words of the other")
	}
	// The person's own page of meetings, and the minutes.
	for _, path := range []string{"/people/" + order[0] + "/meetings", n.path + "/minutes"} {
		got := n.keeper.get(path)
		got.walked(http.StatusOK)
		for _, words := range []string{"What they say about it:</strong> The light keeps me up", "Sleeps badly", "Action: Visit every evening. nora nurse (Trust), by", "Rated amber", "The placement may end"} {
			if !strings.Contains(got.body, words) {
				t.Errorf("%s lacks %q", path, words)
			}
		}
	}
	n.keeper.get(n.path + "/end").walked(http.StatusOK)
	n.keeper.post(n.path+"/end", nil).leads(n.path + "/minutes")
	got := n.keeper.get(n.path + "/minutes")
	got.walked(http.StatusOK)
	for _, words := range []string{"The meeting ended before", "Nobody was there from: Trust, Council", "1 discussed of 3 on the agenda"} {
		if !strings.Contains(got.body, words) {
			t.Errorf("the minutes lack %q", words)
		}
	}
	n.keeper.post(n.path+"/minutes", url.Values{"words": {""}}).walked(http.StatusUnprocessableEntity)
	n.keeper.post(n.path+"/minutes", url.Values{"words": {"The Trust rang later"}}).leads(n.path + "/minutes")
	if got := n.keeper.get(n.path + "/minutes"); !strings.Contains(got.body, "The Trust rang later") {
		t.Error("what was added is not there")
	}
	pdf := n.keeper.get(n.path + "/minutes/pdf")
	if pdf.status != http.StatusOK || pdf.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.body, "%PDF-") {
		t.Errorf("the PDF is %d, %s", pdf.status, pdf.header)
	}
	n.keeper.get("/meetings").walked(http.StatusOK)
	n.keeper.get("/meeting-series").walked(http.StatusOK)
}

func TestOthersReadAlongAndSeeTheirOwn(t *testing.T) {
	t.Parallel()
	n := newTalked(t)
	n.keeper.post(n.path+"/run", nil).leads(n.path + "/run")
	for n.keeper.get(n.path+"/run").body == "" || !strings.Contains(n.keeper.get(n.path+"/run").body, n.path+"/run/"+n.first) {
		n.keeper.post(n.path+"/run/"+n.second, url.Values{"do": {"go " + n.first}})
	}
	follow := n.nurse.get(n.path + "/follow")
	follow.walked(http.StatusOK)
	if !strings.Contains(follow.body, someoneUnseen) || strings.Contains(follow.body, "Ruby") || strings.Contains(follow.body, "Gwen") {
		t.Errorf("the nurse is shown\n%s", follow.body)
	}
	at := regexp.MustCompile(`data-poll-url="([^"]*)"`).FindStringSubmatch(follow.body)
	if at == nil {
		t.Fatal("the page does not follow")
	}
	if got := n.nurse.get(at[1]); got.status != http.StatusNoContent {
		t.Errorf("nothing new is answered with %d", got.status)
	}
	n.keeper.post(n.path+"/run/"+n.first, url.Values{"do": {"go " + n.second}}).leads(n.path + "/run")
	if got := n.nurse.get(at[1]); got.status != http.StatusOK || !strings.Contains(got.body, "Rory Example") || strings.Contains(got.body, "Ruby") || !strings.Contains(got.body, "data-time-left") {
		t.Errorf("then she is shown %d\n%s", got.status, got.body)
	}
	agenda := n.nurse.get(n.path)
	agenda.walked(http.StatusOK)
	if strings.Contains(agenda.body, "Ruby") || !strings.Contains(agenda.body, "2 people are on the agenda of whom you do not see the record") || strings.Contains(agenda.body, "Take off") || strings.Contains(agenda.body, "Next in line") {
		t.Errorf("her agenda is\n%s", agenda.body)
	}
	minutes := n.nurse.get(n.path + "/minutes")
	minutes.walked(http.StatusOK)
	if strings.Contains(minutes.body, "Ruby") || strings.Contains(minutes.body, "Gwen") || !strings.Contains(minutes.body, "Rory Example") {
		t.Error("the minutes show her others")
	}
	for _, path := range []string{"/run", "/end", "/people/" + n.second + "/off"} {
		if got := n.nurse.get(n.path + path); got.status != http.StatusForbidden {
			t.Errorf("%s answers her with %d", path, got.status)
		}
	}
	// She asks for the next meeting.
	ask := "/people/" + n.second + "/meetings"
	n.nurse.get(ask).walked(http.StatusOK)
	n.nurse.post(ask, url.Values{"note": {""}}).walked(http.StatusUnprocessableEntity)
	n.nurse.post(ask, url.Values{"note": {"His mother is ill"}}).leads(ask)
	if got := n.keeper.get(ask); !strings.Contains(got.body, "His mother is ill") {
		t.Error("what she asked for is not there")
	}
}

func TestTwoWhoRunAMeetingAreTold(t *testing.T) {
	t.Parallel()
	n := newTalked(t)
	n.keeper.post(n.path+"/run", nil).leads(n.path + "/run")
	chair := n.signedIn(access.Chair, "NORTH")
	chair.get(n.path + "/run").leads(n.path)
	if got := chair.get(n.path); !strings.Contains(got.body, "runs this meeting now") || !strings.Contains(got.body, "Run it instead") {
		t.Error("the second is not told")
	}
	form := n.typedOn(url.Values{"do": {"record"}, "notes": {"All that was said"}})
	at := n.path + "/run/" + n.first
	if !strings.Contains(n.keeper.get(n.path+"/run").body, at) {
		at = n.path + "/run/" + n.second
	}
	chair.post(n.path+"/run", nil).leads(n.path + "/run")
	got := n.keeper.post(at, form)
	got.walked(http.StatusConflict)
	for _, words := range []string{"All that was said", "runs this meeting now", "Run the meeting again"} {
		if !strings.Contains(got.body, words) {
			t.Errorf("the first is not told %q", words)
		}
	}
	n.keeper.post(n.path+"/run", nil).leads(n.path + "/run")
	if !strings.Contains(n.keeper.get(n.path+"/run").body, "All that was said") {
		t.Error("what the first typed is lost")
	}
}

func TestTheListOfWhoIsThere(t *testing.T) {
	t.Parallel()
	n := newTalked(t)
	at := n.path + "/attendance"
	n.keeper.get(at).walked(http.StatusOK)
	n.keeper.post(at, url.Values{"name": {""}, "presence": {"present"}}).walked(http.StatusUnprocessableEntity)
	n.keeper.post(at, url.Values{"name": {"Ann Away"}, "agency": {"Trust"}, "presence": {"apologies"}}).leads(at)
	if got := n.nurse.get(at); !strings.Contains(got.body, "Ann Away") || !strings.Contains(got.body, "Nobody is there from: Trust, Council") || strings.Contains(got.body, "Add somebody") {
		t.Errorf("the list is\n%s", got.body)
	}
	n.keeper.post(at+"/1", url.Values{"presence": {"present"}}).leads(at)
	if got := n.nurse.get(at); !strings.Contains(got.body, "Nobody is there from: Council.") {
		t.Error("who came is still absent")
	}
	n.keeper.post(at+"/1", url.Values{"presence": {""}}).leads(at)
	if got := n.nurse.get(at); strings.Contains(got.body, "Ann Away") {
		t.Error("who was removed is still there")
	}
}

func TestAnAgendaIsChanged(t *testing.T) {
	t.Parallel()
	n := newTalked(t)
	off := n.path + "/people/" + n.third + "/off"
	n.keeper.get(off).walked(http.StatusOK)
	n.keeper.post(off, url.Values{"reason": {""}}).walked(http.StatusUnprocessableEntity)
	n.keeper.post(off, url.Values{"reason": {"Their team meets tomorrow"}}).leads(n.path)
	if got := n.keeper.get(n.path); !strings.Contains(got.body, "Taken off the agenda") || !strings.Contains(got.body, "Put on again") {
		t.Error("nobody is off the agenda")
	}
	if got := n.keeper.get("/people/" + n.third + "/meetings"); !strings.Contains(got.body, "Their team meets tomorrow") {
		t.Error("the reason is not in the record")
	}
	n.keeper.post(n.path+"/people", url.Values{"case": {n.third}}).leads(n.path)
	n.keeper.post(n.path+"/people", url.Values{"case": {n.third}}).walked(http.StatusUnprocessableEntity)
	n.keeper.post(n.path+"/people/"+n.third+"/move", url.Values{"do": {"up"}}).leads(n.path + "#agenda")
	body := n.keeper.get(n.path).body
	if strings.Index(body, "Gwen Example") > max(strings.Index(body, "Ruby Example"), strings.Index(body, "Rory Example")) {
		t.Error("she was not moved")
	}
	n.keeper.get(n.path + "/cancel").walked(http.StatusOK)
	n.keeper.post(n.path+"/cancel", nil).leads("/meetings")
	n.keeper.post(n.path+"/people", url.Values{"case": {n.third}}).walked(http.StatusConflict)
}

func TestMeetingsAreSetUp(t *testing.T) {
	t.Parallel()
	n := newTalked(t)
	n.keeper.get("/meeting-series/new").walked(http.StatusOK)
	n.keeper.post("/meeting-series/new", url.Values{"name": {""}, "length": {"many"}, "each": {"5"}}).walked(http.StatusUnprocessableEntity)
	at := "/meeting-series/" + strings.Repeat("a", 20)
	n.keeper.get(at).walked(http.StatusOK)
	n.keeper.post(at, url.Values{"name": {"Grown-ups"}, "length": {"60"}, "each": {"10"}, "weekday": {"0"}, "over": {"yes"}}).leads("/meeting-series")
	if got := n.keeper.get("/meeting-series"); !strings.Contains(got.body, "Grown-ups") || !strings.Contains(got.body, "not held any more") {
		t.Error("it is not changed")
	}
	n.keeper.get("/meeting-series/agendas").walked(http.StatusOK)
	weights := url.Values{"soon": {"7"}, "long": {"60"}}
	for _, w := range app.AgendaWeights {
		weights.Set("weight_"+string(w.Reason), "5")
	}
	weights.Set("weight_red", "1000")
	n.keeper.post("/meeting-series/agendas", weights).walked(http.StatusUnprocessableEntity)
	weights.Set("weight_red", "99")
	n.keeper.post("/meeting-series/agendas", weights).leads("/meeting-series")
	if got := n.keeper.get("/meeting-series"); !strings.Contains(got.body, "99") || !strings.Contains(got.body, "within 7 days") {
		t.Error("the weights are not changed")
	}
	if got := n.keeper.get("/meeting-series/none"); got.status != http.StatusNotFound {
		t.Errorf("one that there is not is answered with %d", got.status)
	}
}
