package web

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

var (
	march1 = civil.Of(2026, 3, 1)
	march2 = civil.Of(2026, 3, 2) // today
	feb1   = civil.Of(2026, 2, 1)
)

// admitted is an admission of 1 February, with the blue rating.
var admitted = casefile.Admit{On: feb1, Admission: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: casefile.General, LegalStatus: "2"}}

var advocate = casefile.Add{On: feb1, Fact: casefile.Contact{ID: "0123456789abcdef0123", Role: "advocate", Name: "Bea Shah"}}

func rated(r casefile.Rating) casefile.Decision {
	return casefile.Rate{On: feb1, Rated: casefile.Rated{Rating: r}, Reason: "As found"}
}

func imported(flags ...casefile.Flag) casefile.Decision {
	return casefile.BringIn{Entries: []casefile.Entry{{On: feb1, Fact: casefile.Imported{
		Import: "i1", File: "register.xlsx", Sheet: "Adults", Row: 7, Key: "k", Cells: []casefile.Cell{{Column: "RAG", Value: "purple"}}, Flags: flags,
	}}}}
}

var ragFlag = casefile.Flag{ID: "i1.7.1", Code: casefile.FlagUnread, Column: "RAG", Value: "purple", Message: "The rating could not be read"}

// formTest is a form filled in as it should be, and once wrong.
type formTest struct {
	before []casefile.Decision
	path   func(caseID string) string // where it is not /record/KIND
	typed  map[string]string
	want   []casefile.Entry
	wrong  map[string]string // over what is typed
	errors []string          // what is said then, each after its field
}

func (f formTest) at(kind, caseID string) string {
	if f.path != nil {
		return f.path(caseID)
	}
	return "/people/" + caseID + "/record/" + kind
}

func formTests() map[string]formTest {
	on := func(typed map[string]string) map[string]string { return day(typed, "on", march1) }
	type m = map[string]string
	return map[string]formTest{
		"rating": {
			typed: on(m{
				"rating": "amber", "note": " Placement at risk ", "factors": "Changes in support staff", "other_factor": "Moving house",
				"how_soon": "Within 2 weeks", "would_change": "A settled team",
			}),
			want: []casefile.Entry{{On: march1, Fact: casefile.Rated{
				Rating: casefile.Amber, Factors: []string{"Changes in support staff", "Moving house"}, HowSoon: "Within 2 weeks", WouldChange: "A settled team",
				Actions: casefile.Amber.Obliges(),
			}, Note: "Placement at risk"}},
			wrong:  m{"rating": "", "note": " ", "on[month]": "13"},
			errors: []string{"rating Choose a rating", "on-month The date must have a month between 1 and 12", "note Say why this is the right rating now"},
		},
		"consent": {
			typed:  on(m{"to": "register", "decision": "given", "basis": "own", "note": "Asked with pictures"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.Consent{To: "register", Decision: "given", Basis: "own"}, Note: "Asked with pictures"}},
			wrong:  m{"to": "", "decision": "perhaps", "basis": "parent"},
			errors: []string{"to Choose what the consent is for", "decision Choose what was decided", "basis A parent or guardian can decide only until the 16th birthday, 1 May 2025. Choose the person or a best-interests decision"},
		},
		"admission": {
			typed: on(m{"hospital": "RXX01", "ward": "Elm", "security": "picu", "legal_status": "3", "out_of_area": "yes"}),
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Admission{Hospital: "RXX01", Ward: "Elm", Security: "picu", LegalStatus: "3", OutOfArea: true}},
				{On: march1, Fact: casefile.Rated{Rating: casefile.Blue}, Note: "In hospital from this day"},
			},
			wrong:  m{"hospital": "", "ward": "", "security": "", "legal_status": "99"},
			errors: []string{"hospital Enter the hospital", "ward Enter the ward", "security Choose the ward’s security", "legal_status Choose the legal status"},
		},
		"ward-move": {
			before: []casefile.Decision{admitted},
			typed:  on(m{"ward": "Oak", "security": "low"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.WardMove{Hospital: "RXX01", Ward: "Oak", Security: "low"}}},
			wrong:  m{"ward": "", "on[year]": "2025"},
			errors: []string{"ward Enter the ward"},
		},
		"legal-status": {
			before: []casefile.Decision{admitted},
			typed:  on(m{"legal_status": "3"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.LegalStatusChange{LegalStatus: "3"}}},
			wrong:  day(m{"legal_status": "3"}, "second_recommendation", march1),
			errors: []string{"second_recommendation-day A second medical recommendation belongs to section 4 only"},
		},
		"planned-discharge": {
			before: []casefile.Decision{admitted},
			typed:  on(day(nil, "day", civil.Of(2026, 4, 20))),
			want:   []casefile.Entry{{On: march1, Fact: casefile.PlannedDischarge{Day: civil.Of(2026, 4, 20)}}},
			wrong:  m{"day[day]": "", "day[month]": "", "day[year]": ""},
			errors: []string{"day-day Enter the day of the planned discharge"},
		},
		"discharge": {
			before: []casefile.Decision{admitted},
			typed:  on(m{"destination": "Home", "rating": "red", "note": "Newly home"}),
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Discharge{Destination: "Home"}},
				{On: march1, Fact: casefile.Rated{Rating: casefile.Red}, Note: "Newly home"},
			},
			wrong:  m{"rating": "blue", "note": ""},
			errors: []string{"rating Choose red, amber or green: what the risk is now that they are leaving hospital", "note Say why this is the right rating now"},
		},
		"oversight-visit": {
			typed: on(m{"note": "All well"}), want: []casefile.Entry{{On: march1, Fact: casefile.OversightVisit{}, Note: "All well"}},
			wrong: m{"on[day]": "3"}, errors: []string{"on-day The date must be today or in the past. What has not happened yet cannot be recorded as done"},
		},
		"meeting": {
			typed: on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.Meeting{}}},
			wrong: m{"on[day]": "", "on[month]": "", "on[year]": ""}, errors: []string{"on-day Enter the date"},
		},
		"laep": {
			typed: on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.LAEP{}}},
			wrong: m{"on[year]": "2008"}, errors: []string{"on-day The date must be on or after the date of birth, 1 May 2009"},
		},
		"details": {
			typed: on(m{"given_name": "Rosalind", "nhs_number": "999-476 0173", "communication": "Short sentences"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.Details{
				GivenName: "Rosalind", FamilyName: "Evans-Okoro", PreferredName: "Rosie", Pronouns: "she/her",
				NHSNumber: "9994760173", BirthDate: civil.Of(2009, 5, 1), Communication: "Short sentences",
			}}},
			wrong: m{"nhs_number": "999 476 0174", "given_name": "", "family_name": "", "preferred_name": " ", "birth_date[year]": "2027", "gender": strings.Repeat("x", 201)},
			errors: []string{
				"family_name Enter a name", "nhs_number Enter a valid NHS number: 10 digits, such as 999 123 4560",
				"birth_date-day The date of birth must be in the past", "gender “Gender” must have 200 characters or fewer. It has 201",
			},
		},
		"condition": {
			typed: on(m{"condition": "autism", "status": "awaiting-assessment"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Condition{Condition: "autism", Status: "awaiting-assessment"}}},
			wrong: m{"condition": "", "status": ""}, errors: []string{"condition Choose autism or learning disability", "status Choose how sure it is"},
		},
		"ehc-plan": {
			typed: on(m{"status": "maintained"}), want: []casefile.Entry{{On: march1, Fact: casefile.EHCPlan{Status: "maintained"}}},
			wrong: m{"status": ""}, errors: []string{"status Choose if the plan is maintained or has ceased"},
		},
		"address": {
			typed: on(m{"lines": "1 High Street\r\nNorthtown", "postcode": "ZZ9 9ZZ"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Address{Lines: "1 High Street\nNorthtown", Postcode: "ZZ9 9ZZ"}}},
			wrong: m{"lines": "", "postcode": ""}, errors: []string{"lines Enter the address or the postcode"},
		},
		"local-authority": {
			typed: on(m{"name": "Northshire"}), want: []casefile.Entry{{On: march1, Fact: casefile.LocalAuthority{Name: "Northshire"}}},
			wrong: m{"name": ""}, errors: []string{"name Enter the local authority"},
		},
		"gp": {
			typed: on(m{"practice": "High Street Surgery"}), want: []casefile.Entry{{On: march1, Fact: casefile.GP{Practice: "High Street Surgery"}}},
			wrong: m{"practice": ""}, errors: []string{"practice Enter the GP practice"},
		},
		"coordinator": {
			typed: on(m{"name": "Ann Lee"}), want: []casefile.Entry{{On: march1, Fact: casefile.Coordinator{Name: "Ann Lee"}}},
			wrong: m{"name": ""}, errors: []string{"name Enter who holds the case"},
		},
		"keyworker": {
			typed: on(m{"status": "named", "name": "Kay Dunn"}),
			want:  []casefile.Entry{{On: march1, Fact: casefile.Keyworker{Status: "named", Name: "Kay Dunn"}}},
			wrong: m{"name": ""}, errors: []string{"name Enter the keyworker’s name"},
		},
		"contact": {
			before: []casefile.Decision{advocate},
			path:   func(id string) string { return "/people/" + id + "/record/contact?for=0123456789abcdef0123" },
			typed:  on(m{"name": "Bea Shah-Lund", "role": "advocate", "organisation": "Voices", "phone": "01632 960001", "email": "bea@example.org"}),
			want: []casefile.Entry{{On: march1, Fact: casefile.Contact{
				ID: "0123456789abcdef0123", Name: "Bea Shah-Lund", Role: "advocate", Organisation: "Voices", Phone: "01632 960001", Email: "bea@example.org",
			}}},
			wrong: m{"name": "", "role": ""}, errors: []string{"name Enter the contact’s name", "role Say who they are to the person"},
		},
		"contact-ended": {
			before: []casefile.Decision{advocate},
			typed:  on(m{"contact": "0123456789abcdef0123", "note": "Moved away"}),
			want:   []casefile.Entry{{On: march1, Fact: casefile.ContactEnded{Contact: "0123456789abcdef0123"}, Note: "Moved away"}},
			wrong:  m{"contact": "nobody"}, errors: []string{"contact Choose who is no longer a contact"},
		},
		"note": {
			typed: on(m{"note": "Likes trains"}), want: []casefile.Entry{{On: march1, Fact: casefile.Note{}, Note: "Likes trains"}},
			wrong: m{"note": "  "}, errors: []string{"note Write the note"},
		},
		"flag-cleared": {
			before: []casefile.Decision{imported(ragFlag)},
			typed:  m{"flag": ragFlag.ID, "note": "Looked up"},
			want:   []casefile.Entry{{On: march2, Fact: casefile.FlagCleared{Flag: ragFlag.ID}, Note: "Looked up"}},
			wrong:  m{"flag": "other"}, errors: []string{"flag Choose what has been settled. If it is not listed, someone has settled it already"},
		},
		"joined-register": {
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.LeftRegister{Reason: "Well"}}},
			typed:  on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.JoinedRegister{}}},
			wrong: m{"on[day]": "30"}, errors: []string{"on-day The date must be today or in the past. What has not happened yet cannot be recorded as done"},
		},
		"left-register": {
			typed: on(m{"reason": "The risk has passed"}), want: []casefile.Entry{{On: march1, Fact: casefile.LeftRegister{Reason: "The risk has passed"}}},
			wrong: m{"reason": ""}, errors: []string{"reason Say why they are leaving the register"},
		},
		"moved-out": {
			typed: on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.MovedOut{}}},
			wrong: m{"on[month]": ""}, errors: []string{"on-month The date must include a month"},
		},
		"died": {
			typed: on(nil), want: []casefile.Entry{{On: march1, Fact: casefile.Died{}}},
			wrong: m{"on[day]": "x"}, errors: []string{"on-day The date must have a day between 1 and 31"},
		},
		"strike-out": {
			before: []casefile.Decision{rated(casefile.Red)},
			path:   func(id string) string { return "/people/" + id + "/entries/3/strike-out" },
			typed:  m{"note": "Wrong person"},
			want:   []casefile.Entry{{On: march2, Fact: casefile.EnteredInError{Entry: 3}, Note: "Wrong person"}},
			wrong:  m{"note": ""}, errors: []string{"note Say what was wrong with this entry"},
		},
	}
}

// TestEachForm fills in every form as it should be, and once wrong.
func TestEachForm(t *testing.T) {
	t.Parallel()
	tests := formTests()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for _, g := range recordGroups {
		for _, f := range g.forms {
			if _, ok := tests[f.kind]; !ok && f.kind != "review-held" {
				t.Errorf("the form %q is not tested", f.kind)
			}
		}
	}
	for kind, test := range tests {
		t.Run(kind, func(t *testing.T) {
			b := &browser{t: t, site: s, jar: b.jar}
			details := rosa
			details.NHSNumber = ""
			if kind == "details" {
				details.NHSNumber = rosa.NHSNumber
			}
			id := s.person("NORTH", details, test.before...)
			path := test.at(kind, id)
			before := s.kase("NORTH", id).Version()

			fresh := formOf(t, b.page(path), path)
			wrong := maps.Clone(test.typed)
			if wrong == nil {
				wrong = map[string]string{}
			}
			maps.Copy(wrong, test.wrong)
			bad := b.fill(path, wrong)
			doc := bad.walked(http.StatusUnprocessableEntity)
			if got := summaryOf(doc); !reflect.DeepEqual(got, test.errors) {
				t.Errorf("errors\n got %q\nwant %q", got, test.errors)
			}
			kept := formOf(t, doc, path)
			for name, value := range wrong {
				if got := kept.values.Get(name); got != value && value != "" && !chosenFromList(name) {
					t.Errorf("%s was typed as %q and is now %q", name, value, got)
				}
			}
			if s.kase("NORTH", id).Version() != before {
				t.Error("something was recorded although it was refused")
			}

			values := fresh.with(test.typed)
			values.Set("do", "save")
			b.post(path, values).leads("/people/" + id)
			var got []casefile.Entry
			for _, e := range s.kase("NORTH", id).Entries[before:] {
				got = append(got, e.Entry)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("recorded\n got %+v\nwant %+v", got, test.want)
			}
			says(t, b.page("/people/"+id), "Success")
			saysNot(t, b.page("/people/"+id), "Success")
			saysNot(t, b.page(path), "We kept what you typed")
		})
	}
}

// chosenFromList are fields in which what is not offered cannot stay.
func chosenFromList(name string) bool {
	return strings.Contains(" decision legal_status rating contact flag ", " "+name+" ")
}

// summaryOf is what an error summary says, each with its field.
func summaryOf(doc *html.Node) []string {
	var out []string
	for n := range doc.Descendants() {
		if !strings.Contains(attr(n, "class"), "nhsuk-error-summary__list") {
			continue
		}
		for li := range n.ChildNodes() {
			if li.Data != "li" {
				continue
			}
			href := ""
			for a := range li.Descendants() {
				if a.Data == "a" {
					href = strings.TrimPrefix(attr(a, "href"), "#") + " "
				}
			}
			out = append(out, href+text(li))
		}
	}
	return out
}

// TestReviewHeld gives a new review an identifier of its own, and uses that of
// one that was arranged.
func TestReviewHeld(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.ReviewCoordinator, "NORTH")
	id := s.person("NORTH", rosa)
	path := "/people/" + id + "/record/review-held"
	b.fill(path, day(map[string]string{"setting": "community"}, "on", march1)).leads("/people/" + id)
	first, ok := s.kase("NORTH", id).Entries[2].Fact.(casefile.ReviewHeld)
	if !ok || !randomID.MatchString(first.ID) || first.Setting != casefile.Community {
		t.Fatalf("recorded %+v", s.kase("NORTH", id).Entries[2])
	}
	s.record("NORTH", id, casefile.Add{On: march1, Fact: casefile.ReviewArranged{ID: "spring", For: march2, Setting: casefile.Community}})
	bad := b.fill(path, map[string]string{"setting": "community"})
	if got, want := summaryOf(bad.walked(http.StatusUnprocessableEntity)), []string{"id Give the review a name or number"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.fill(path, map[string]string{"id": "spring"}).leads("/people/" + id)
	entries := s.kase("NORTH", id).Entries
	if got, want := entries[len(entries)-1].Fact, (casefile.ReviewHeld{ID: "spring", Setting: casefile.Community}); got != want {
		t.Errorf("recorded %+v, want %+v", got, want)
	}
}

// TestActionsOfTheRating: what a level asks for is ticked; what is unticked is
// not recorded, and nothing of another level is.
func TestActionsOfTheRating(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	path := "/people/" + id + "/record/rating"
	values := formOf(t, b.page(path), path).with(map[string]string{"rating": "red", "note": "In crisis"})
	if got := values["actions_red"]; !reflect.DeepEqual(got, casefile.Red.Obliges()) {
		t.Errorf("ticked at first: %q", got)
	}
	values["actions_red"] = casefile.Red.Obliges()[1:]
	values.Set("do", "save")
	b.post(path, values).leads("/people/" + id)
	want := casefile.Rated{Rating: casefile.Red, Actions: casefile.Red.Obliges()[1:]}
	if got := s.kase("NORTH", id).Rating.Rated; !reflect.DeepEqual(got, want) {
		t.Errorf("rated %+v, want %+v", got, want)
	}
}

// TestRefusalsOfTheRecord shows what does not fit with the rest of the record
// at the field at fault.
func TestRefusalsOfTheRecord(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	home := s.person("NORTH", rosa, rated(casefile.Red))
	tests := []struct {
		path  string
		typed map[string]string
		want  []string
	}{
		{"/people/" + home + "/record/discharge", map[string]string{"rating": "amber", "note": "Home"}, []string{
			"on-day Rosie Evans-Okoro was not in hospital on 2 March 2026, so cannot be discharged. If the admission is missing, record it first."}},
		{"/people/" + home + "/record/ward-move", map[string]string{"hospital": "RXX01", "ward": "Elm", "security": "low"}, []string{
			"on-day Rosie Evans-Okoro was not in hospital on 2 March 2026, so cannot move ward. If the admission is missing, record it first."}},
		{"/people/" + home + "/entries/2/strike-out", map[string]string{"note": "x"}, nil},
	}
	for _, test := range tests {
		got := b.fill(test.path, test.typed)
		if test.want == nil {
			got.leads("/people/" + home)
			continue
		}
		if errs := summaryOf(got.walked(http.StatusUnprocessableEntity)); !reflect.DeepEqual(errs, test.want) {
			t.Errorf("%s: %q, want %q", test.path, errs, test.want)
		}
	}
	again := b.post("/people/"+home+"/entries/2/strike-out", url.Values{"version": {"4"}, "note": {"x"}, "do": {"save"}})
	if errs, want := summaryOf(again.walked(http.StatusUnprocessableEntity)), []string{"This entry has already been marked as entered in error."}; !reflect.DeepEqual(errs, want) {
		t.Errorf("striking out twice: %q, want %q", errs, want)
	}
}

// TestNumberOfSomeoneElse: one NHS number belongs to one person.
func TestNumberOfSomeoneElse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	s.person("NORTH", rosa)
	s.person("SOUTH", casefile.Details{FamilyName: "Lund", NHSNumber: "9990099626"})
	id := s.person("NORTH", casefile.Details{GivenName: "Uma", FamilyName: "Khan"})
	path := "/people/" + id + "/record/details"
	bad := b.fill(path, map[string]string{"nhs_number": "999 476 0173"}).walked(http.StatusUnprocessableEntity)
	if got, want := summaryOf(bad), []string{"nhs_number Someone else on the register has this NHS number. Search for the number to open their record and see which of the two is right"}; !reflect.DeepEqual(got, want) {
		t.Errorf("errors %q, want %q", got, want)
	}
	b.post(path, url.Values{"do": {"again"}}).leads(path)
	b.fill(path, map[string]string{"nhs_number": "999 009 9626"}).leads("/people/" + id) // another register's is no matter
}

// TestOddCharacters: what cannot be stored as text is left out.
func TestOddCharacters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	b.fill("/people/"+id+"/record/note", map[string]string{"note": "a\x00b\xff\r\n\tc\x1b[31m Łódź 🏠"}).leads("/people/" + id)
	if got, want := s.kase("NORTH", id).Entries[2].Note, "ab\uFFFD\n\tc[31m Łódź 🏠"; got != want {
		t.Errorf("recorded %q, want %q", got, want)
	}
}

// TestConflict: two people at once. The second is told who recorded what,
// keeps what they typed, and saves it with the same button.
func TestConflict(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, second := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.Clinician, "NORTH")
	id := s.person("NORTH", rosa)
	path := "/people/" + id + "/record/rating"
	one := formOf(t, first.page(path), path).with(map[string]string{"rating": "green", "note": "Settled"})
	two := formOf(t, second.page(path), path).with(map[string]string{"rating": "red", "note": "Crisis this morning", "factors": "Changes in support staff"})
	one.Set("do", "save")
	two.Set("do", "save")
	first.post(path, one).leads("/people/" + id)

	doc := second.post(path, two).walked(http.StatusConflict)
	says(t, doc, "recorded “Rated green” for 2 March 2026 (at 12:00)", "What you typed is kept and not yet saved")
	if len(s.kase("NORTH", id).Entries) != 3 {
		t.Fatal("the second rating was saved over the first")
	}
	again := formOf(t, doc, path)
	for name, want := range map[string]string{"rating": "red", "note": "Crisis this morning", "factors": "Changes in support staff", "version": "3"} {
		if got := again.values.Get(name); got != want {
			t.Errorf("%s is %q after the conflict, want %q", name, got, want)
		}
	}
	again.values.Set("do", "save")
	second.post(path, again.values).leads("/people/" + id)
	entries := s.kase("NORTH", id).Entries
	if got := entries[3].Fact.(casefile.Rated).Rating; got != casefile.Red {
		t.Errorf("the second rating is %q", got)
	}
}

// TestPermissions: who may not record is not offered it, and is refused.
func TestPermissions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", rosa, rated(casefile.Red))
	person := "/people/" + id

	executive := s.signedIn(access.Executive, "NORTH")
	doc := executive.page(person)
	for n := range doc.Descendants() {
		if href := attr(n, "href"); strings.Contains(href, "/record") || strings.Contains(href, "strike-out") {
			t.Errorf("an executive is offered %s", href)
		}
	}
	every := []string{"GET " + person + "/record", "GET " + person + "/entries/3/strike-out", "POST " + person + "/entries/3/strike-out"}
	var drafts []string
	for _, g := range recordGroups {
		for _, f := range g.forms {
			every = append(every, "GET "+person+"/record/"+f.kind, "POST "+person+"/record/"+f.kind)
			drafts = append(drafts, "POST /drafts/"+f.kind+"/"+id)
		}
	}
	refused(t, executive, http.StatusForbidden, append(every, drafts...)...)

	social := s.signedIn(access.SocialWorker, "NORTH")
	refused(t, social, http.StatusForbidden, "GET "+person+"/record/rating", "POST "+person+"/record/rating", "POST "+person+"/record/discharge")
	saysNot(t, social.page(person+"/record"), "Record a rating", "Record a discharge")
	says(t, social.page(person), "Record consent")

	administrator := s.signedIn(access.Administrator, "NORTH")
	refused(t, administrator, http.StatusForbidden, append([]string{"GET " + person}, every...)...)

	south := s.signedIn(access.Coordinator, "SOUTH")
	refused(t, south, http.StatusNotFound, append(append([]string{"GET " + person}, every...), drafts...)...)

	coordinator := s.signedIn(access.Coordinator, "NORTH")
	refused(t, coordinator, http.StatusNotFound,
		"GET /people/nobody", "GET /people/nobody/record/note", "GET "+person+"/record/nothing", "POST "+person+"/record/nothing",
		"GET "+person+"/entries/99/strike-out", "GET "+person+"/entries/x/strike-out", "POST "+person+"/entries/0/strike-out",
		"POST /drafts/nothing/"+id, "POST /drafts/search/"+id, "POST /drafts/note", "POST /drafts/note/nobody")

	nobody := s.browser()
	refused(t, nobody, http.StatusSeeOther, append([]string{"GET " + person}, append(every, drafts...)...)...)
	if v := s.kase("NORTH", id).Version(); v != 3 {
		t.Errorf("the record has %d entries after the refusals, want 3", v)
	}
}

// TestDrafts: what is typed is kept for its writer alone, with or without
// JavaScript, until it is saved or given up.
func TestDrafts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ann := s.user("ann@example.org", []access.Role{access.Coordinator}, "NORTH")
	b, other := s.signedInAs(ann), s.signedIn(access.Coordinator, "NORTH")
	id := s.person("NORTH", rosa)
	path := "/people/" + id + "/record/rating"
	doc := b.page(path)
	form := find(doc, "data-draft-url", "/drafts/rating/"+id)
	if form == nil || find(doc, "id", attr(form, "data-draft-status")) == nil {
		t.Fatal("the form does not say where its draft is kept")
	}

	// As the script does it.
	typed := formOf(t, doc, path).with(map[string]string{"rating": "red", "note": "Half a sent", "on[day]": "x"})
	if got := b.post("/drafts/rating/"+id, typed); got.status != http.StatusNoContent {
		t.Fatalf("keeping a draft: %d", got.status)
	}
	saysNot(t, other.page(path), "We kept what you typed")
	s.later(time.Minute)
	doc = b.page(path)
	says(t, doc, "We kept what you typed at 12:00. It is not saved yet.", "Start again")
	kept := formOf(t, doc, path)
	for _, name := range []string{"rating", "note", "on[day]"} {
		if kept.values.Get(name) != typed.Get(name) {
			t.Errorf("%s is %q, want %q", name, kept.values.Get(name), typed.Get(name))
		}
	}
	account := b.page("/account")
	says(t, account, "Record a rating: Rosie Evans-Okoro")
	says(t, b.page("/people/"+id), "You began these forms and have not saved them.", "Record a rating , kept at 12:00")
	saysNot(t, other.page("/people/"+id), "You began these forms")
	if find(account, "href", path) == nil {
		t.Error("the account does not lead to the draft")
	}

	// Start again.
	b.post(path, url.Values{"do": {"again"}}).leads(path)
	doc = b.page(path)
	saysNot(t, doc, "We kept what you typed")
	if got := formOf(t, doc, path).values.Get("note"); got != "" {
		t.Errorf("the note is still %q", got)
	}

	// Without JavaScript.
	typed.Set("do", "keep")
	b.post(path, typed).leads("/people/" + id)
	says(t, b.page("/people/"+id), "Your draft is kept. Nothing is recorded yet.")
	s.later(24 * time.Hour)
	b = s.signedInAs(ann)
	says(t, b.page(path), "We kept what you typed on 2 March 2026 at 12:01.")

	// Somebody records in between: it is said when the form is opened.
	s.record("NORTH", id, casefile.Add{On: march1, Fact: casefile.Note{}, Note: "n"})
	doc = b.page(path)
	says(t, doc, "recorded “Note” for 1 March 2026")
	values := formOf(t, doc, path).with(map[string]string{"note": "Whole sentence.", "on[day]": "2"})
	values.Set("do", "save")
	b.post(path, values).leads("/people/" + id)
	saysNot(t, b.page(path), "We kept what you typed")
	if got := s.kase("NORTH", id).Rating.Note; got != "Whole sentence." {
		t.Errorf("recorded %q", got)
	}
}

// signedInAs is the browser of a user after signing in.
func (s *site) signedInAs(email string) *browser {
	b := s.browser()
	b.signIn(email)
	return b
}

// TestFormAfterTheSession: a form that is sent after the session has ended is
// neither saved nor lost.
func TestFormAfterTheSession(t *testing.T) {
	t.Parallel()
	for name, autosaved := range map[string]bool{"sent": false, "autosaved": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			ann := s.user("ann@example.org", []access.Role{access.Coordinator}, "SOUTH", "NORTH")
			ben := s.user("ben@example.org", []access.Role{access.Coordinator}, "NORTH")
			b := s.signedInAs(ann)
			b.post("/account/register", url.Values{"register": {"NORTH"}}).leads("/register")
			id := s.person("NORTH", rosa)
			path := "/people/" + id + "/record/note"
			typed := formOf(t, b.page(path), path).with(map[string]string{"note": "A long note about a hard morning"})
			typed.Set("do", "save")
			s.later(app.SessionIdle + time.Minute)
			to := path
			if autosaved {
				to = "/drafts/note/" + id
			}
			got := b.post(to, typed)
			at, err := url.Parse(got.location)
			if err != nil || got.status != http.StatusSeeOther || at.Path != "/sign-in" || at.Query().Get("next") != path {
				t.Fatalf("%d to %s", got.status, got.location)
			}
			if strings.Contains(got.location, "morning") {
				t.Error("what was typed is in the address")
			}
			says(t, b.page(got.location), "It is kept")
			if s.kase("NORTH", id).Version() != 2 {
				t.Error("it was saved without a session")
			}
			saysNot(t, s.signedInAs(ben).page(path), "A long note")

			signIn := formOf(t, b.page(got.location), "/sign-in").with(map[string]string{"email": ann, "password": password})
			b.post("/sign-in", signIn).leads(path)
			doc := b.page(path)
			says(t, doc, "We kept what you typed at 13:01.")
			values := formOf(t, doc, path).values
			values.Set("do", "save")
			b.post(path, values).leads("/people/" + id)
			if got := s.kase("NORTH", id).Entries[2].Note; got != "A long note about a hard morning" {
				t.Errorf("recorded %q", got)
			}
		})
	}
}
