package web

import (
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// toldHow is how somebody was asked, as the form has it.
var toldHow = map[string]string{"asked_how": "verbal", "asked_by": "Jo Marsh, coordinator"}

// steps goes through a form of several pages, filling in each, and gives the
// answer to the last.
func (b *browser) steps(path string, typed ...map[string]string) answer {
	b.t.Helper()
	at := path
	for i, fill := range typed {
		values := formOf(b.t, b.page(at), path).with(fill)
		if i == len(typed)-1 {
			values.Set("do", "save")
			return b.post(path, values)
		}
		values.Set("do", "next")
		got := b.post(path, values)
		if got.status != http.StatusSeeOther {
			b.t.Fatalf("step %d: status %d\n%s", i+1, got.status, got.body)
		}
		at = got.header.Get("Location")
	}
	return answer{}
}

var (
	boy   = casefile.Details{GivenName: "Ali", FamilyName: "Khan", BirthDate: civil.Of(2013, 7, 1)}
	adult = casefile.Details{GivenName: "Mo", FamilyName: "Adeyemi", BirthDate: civil.Of(1991, 4, 4)}
)

// TestConsentInSteps records each kind of decision as the form asks for it.
func TestConsentInSteps(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	type m = map[string]string
	asked := casefile.Asked{How: casefile.Verbal, By: "Jo Marsh, coordinator"}
	about := func(decision, basis string) m {
		return day(m{"to": "register", "decision": decision, "basis": basis}, "on", march1)
	}
	for name, test := range map[string]struct {
		who    casefile.Details
		before []casefile.Decision
		steps  []m
		want   []casefile.Entry
	}{
		"own, and with whom to share": {
			who:   adult,
			steps: []m{about("given", "own"), {"asked_how": "signed", "asked_by": "Jo", "materials": "easy-read", "interpreter": "BSL, Tom Hall", "aid": "Symbol board"}, {"share_school": "no", "share_council": "yes"}, {"note": " Asked twice "}},
			want: []casefile.Entry{
				{On: march1, Note: "Asked twice", Fact: casefile.Consent{To: "register", Decision: "given", Basis: "own", ConsentRecord: casefile.ConsentRecord{
					Asked: casefile.Asked{How: casefile.Signed, By: "Jo", Materials: []casefile.Material{"easy-read"}, Interpreter: "BSL, Tom Hall", Aid: "Symbol board"},
				}}},
				{On: march1, Fact: casefile.Sharing{Basis: "own", Choices: []casefile.SharingChoice{{With: "council", Choice: "yes"}, {With: "school", Choice: "no"}}}},
			},
		},
		"a child who is able to": {
			who:   boy,
			steps: []m{about("given", "own"), day(m{"competence_found": "competent", "competence_why": "Said what it is for", "competence_by": "Dr Price"}, "competence_on", feb1), toldHow, nil, nil},
			want: []casefile.Entry{{On: march1, Fact: casefile.Consent{To: "register", Decision: "given", Basis: "own", ConsentRecord: casefile.ConsentRecord{
				Asked: asked, Competence: casefile.Competence{Found: casefile.Competent, By: "Dr Price", On: feb1, Why: "Said what it is for"},
			}}}},
		},
		"a parent, with the child’s own view": {
			who:   boy,
			steps: []m{about("given", "parent"), {"parent_name": "Ayesha Khan, mother", "parent_responsibility": "yes", "child": "disagrees", "child_words": "Not my school"}, toldHow, {"share_school": "no"}, nil},
			want: []casefile.Entry{
				{On: march1, Fact: casefile.Consent{To: "register", Decision: "given", Basis: "parent", ConsentRecord: casefile.ConsentRecord{
					Asked: asked, Parent: casefile.ParentDecided{Name: "Ayesha Khan, mother", Responsibility: "yes", Child: casefile.ChildDisagrees, ChildWords: "Not my school"},
				}}},
				{On: march1, Fact: casefile.Sharing{Basis: "parent", Choices: []casefile.SharingChoice{{With: "school", Choice: "no"}}}},
			},
		},
		"best interests": {
			who: adult,
			steps: []m{
				about("given", "best-interests"),
				day(m{"understood": "no", "retained": "yes", "weighed": "no", "communicated": "yes", "because": "Dementia", "help": "Pictures, mornings", "capacity_by": "Dr Price"}, "capacity_on", feb1),
				{"best_by": "Callum Reid", "wishes": "Wants to stay home", "consulted_1": "Bea, sister", "view_1": "Yes", "consulted_2": "An advocate", "less_restrictive": "Fewer people; not enough"},
				nil, nil, nil,
			},
			want: []casefile.Entry{{On: march1, Fact: casefile.Consent{To: "register", Decision: "given", Basis: "best-interests", ConsentRecord: casefile.ConsentRecord{
				Capacity:      casefile.Capacity{Understood: "no", Retained: "yes", Weighed: "no", Communicated: "yes", Because: "Dementia", Help: "Pictures, mornings", By: "Dr Price", On: feb1},
				BestInterests: casefile.BestInterest{By: "Callum Reid", Wishes: "Wants to stay home", Consulted: []casefile.Consulted{{Who: "Bea, sister", View: "Yes"}, {Who: "An advocate"}}, LessBound: "Fewer people; not enough"},
			}}}},
		},
		"refused, without a reason": {
			who:   adult,
			steps: []m{about("refused", "own"), nil, {"no_reason": "did-not-say", "offered": "advocate"}, nil},
			want: []casefile.Entry{{On: march1, Fact: casefile.Consent{To: "register", Decision: "refused", Basis: "own", ConsentRecord: casefile.ConsentRecord{
				No: casefile.NotAgreed{Reason: casefile.NoSaying, Offered: []casefile.Offered{"advocate"}},
			}}}},
		},
		"withdrawn": {
			who:    adult,
			before: []casefile.Decision{casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}},
			steps:  []m{about("withdrawn", "own"), nil, {"no_reason": "other", "no_words": "Wants peace", "offered": "ask-later"}, nil},
			want: []casefile.Entry{{On: march1, Fact: casefile.Consent{To: "register", Decision: "withdrawn", Basis: "own", ConsentRecord: casefile.ConsentRecord{
				No: casefile.NotAgreed{Reason: casefile.NoAnother, Words: "Wants peace", Offered: []casefile.Offered{"ask-later"}},
			}}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := &browser{t: t, site: s, jar: b.jar}
			id := s.person("NORTH", test.who, test.before...)
			before := s.kase("NORTH", id).Version()
			b.steps("/people/"+id+"/record/consent", test.steps...).leads(consentPath(id))
			var got []casefile.Entry
			for _, e := range s.kase("NORTH", id).Entries[before:] {
				got = append(got, e.Entry)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("recorded\n got %+v\nwant %+v", got, test.want)
			}
			says(t, b.page(consentPath(id)), "Success", casefile.Title(test.want[0].Fact))
			saysNot(t, b.page("/people/"+id+"/record/consent"), "We kept what you typed")
		})
	}
}

// What is wrong is said at the step where it was typed, and nothing is lost.
func TestConsentIsRefusedKindlyAtItsStep(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	type m = map[string]string
	about := day(m{"to": "register", "decision": "given", "basis": "best-interests"}, "on", march1)
	capacity := day(m{"understood": "no", "retained": "yes", "weighed": "yes", "communicated": "yes", "because": "Dementia", "help": "Pictures", "capacity_by": "Dr Price"}, "capacity_on", feb1)
	over := func(base, more m) m {
		out := maps.Clone(base)
		maps.Copy(out, more)
		return out
	}
	gave := casefile.Add{On: march1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}}
	ableNo := casefile.Add{On: feb1, Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own, ConsentRecord: casefile.ConsentRecord{
		Competence: casefile.Competence{Found: casefile.Competent, By: "Dr Price", On: feb1, Why: "Said what it is for"},
	}}}
	for name, test := range map[string]struct {
		who    casefile.Details
		before []casefile.Decision
		steps  []m // the last is wrong
		errors []string
	}{
		"nothing chosen": {adult, nil, []m{{"on[day]": ""}}, []string{"to Choose what the consent is for", "decision Choose what was decided", "basis Choose who decided", "on-day The date must include a day"}},
		"a parent of an adult": {adult, nil, []m{over(about, m{"basis": "parent"})},
			[]string{"basis A parent or guardian can decide only until the 16th birthday, 4 April 2007. Choose the person or a best-interests decision"}},
		"a parent without responsibility": {boy, nil, []m{over(about, m{"basis": "parent"}), {"parent_responsibility": "no"}}, []string{
			"parent_name Enter the name of the parent or guardian, and who they are",
			"parent_responsibility Only somebody with parental responsibility can decide. Ask who has it", "child Choose what the child thinks of it"}},
		"a child who was not asked": {boy, nil, []m{over(about, m{"basis": "parent"}), {"parent_name": "A, mother", "parent_responsibility": "yes", "child": "not-asked"}},
			[]string{"child_words Say why the child has not been asked, and when they will be"}},
		"a parent, of a child who was found able to decide and said no": {boy, []casefile.Decision{ableNo}, []m{over(about, m{"basis": "parent"}), {"competence_found": "competent"}}, []string{
			"competence_found Ali Khan was found able to decide this for themself and said no, on 1 February 2026. A parent’s yes does not undo that. Ask Ali Khan again. If they are not able to decide it now, say here who found that, and why. If it cannot be agreed, take legal advice"}},
		"a child without an assessment": {boy, nil, []m{over(about, m{"basis": "own"}), nil}, []string{
			"competence_found Ali Khan is under 16, and can decide alone only if somebody found that they are able to (Gillick competence). If they are not, go back and choose a parent or guardian",
			"competence_why Say what shows that they understand, or do not yet understand, what they are asked", "competence_by Say who assessed it", "competence_on-day Enter the day of the assessment"}},
		"best interests of somebody who can decide": {adult, nil, []m{about, over(capacity, m{"understood": "yes"})},
			[]string{"understood By these answers they can make this decision, so nobody else can make it for them. Ask them, and choose “The person”"}},
		"nobody consulted": {adult, nil, []m{about, capacity, {"best_by": "A", "wishes": "B", "less_restrictive": "C", "view_2": "D"}}, []string{
			"consulted_1 Say whose view this is", "nobody Say who was consulted or, if there was nobody, that an independent mental capacity advocate was asked for"}},
		"refused, and nothing said": {adult, nil, []m{over(about, m{"decision": "refused", "basis": "own"}), nil, nil},
			[]string{"no_reason Choose why, or that they did not want to say", "offered Choose what was offered instead, or “Nothing yet”"}},
		"nothing to withdraw": {adult, nil, []m{over(about, m{"decision": "withdrawn", "basis": "own"})},
			[]string{"decision There is no consent to withdraw on that day. If they were asked and said no, choose “Refused”"}},
		"a withdrawal of before": {adult, []casefile.Decision{gave}, []m{day(m{"to": "register", "decision": "withdrawn", "basis": "own"}, "on", feb1)},
			[]string{"on-day Consent was given after that, on 1 March 2026, so this would change nothing today. Enter the day on which they last said it. If the later consent is wrong, mark that entry as entered in error first"}},
		"tomorrow": {adult, nil, []m{day(m{"to": "register", "decision": "refused", "basis": "own"}, "on", march2+1)},
			[]string{"on-day The date must be today or in the past. What has not happened yet cannot be recorded as done"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := &browser{t: t, site: s, jar: b.jar}
			id := s.person("NORTH", test.who, test.before...)
			path := "/people/" + id + "/record/consent"
			before := s.kase("NORTH", id).Version()
			at := path
			for _, fill := range test.steps[:len(test.steps)-1] {
				values := formOf(t, b.page(at), path).with(fill)
				values.Set("do", "next")
				at = b.post(path, values).header.Get("Location")
			}
			values := formOf(t, b.page(at), path).with(test.steps[len(test.steps)-1])
			values.Set("do", "next")
			bad := b.post(path, values).walked(http.StatusUnprocessableEntity)
			if got := summaryOf(bad); !reflect.DeepEqual(got, test.errors) {
				t.Errorf("errors\n got %q\nwant %q", got, test.errors)
			}
			kept := formOf(t, bad, path)
			for _, fill := range test.steps {
				for name, value := range fill {
					if kept.values.Get(name) != value {
						t.Errorf("%s was typed as %q and is now %q", name, value, kept.values.Get(name))
					}
				}
			}
			if s.kase("NORTH", id).Version() != before {
				t.Error("something was recorded although it was refused")
			}
			// Nobody gets past a step by its address.
			if got := formOf(t, b.page(path+"?step=check"), path).values.Get("step"); got != kept.values.Get("step") {
				t.Errorf("the last step leads to %q", got)
			}
		})
	}
}

// Of two at once the second sees what the first recorded, and loses nothing.
func TestTwoRecordConsentAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	one, two := s.signedIn(access.Coordinator, "NORTH"), s.signedIn(access.ReviewCoordinator, "NORTH")
	id := s.person("NORTH", adult)
	path := "/people/" + id + "/record/consent"
	type m = map[string]string
	first := []m{{"to": "register", "decision": "given", "basis": "own"}, toldHow, nil, nil}
	at := path
	for _, fill := range first[:3] {
		values := formOf(t, one.page(at), path).with(fill)
		values.Set("do", "next")
		at = one.post(path, values).header.Get("Location")
	}
	last := formOf(t, one.page(at), path)
	two.steps(path, m{"to": "register", "decision": "refused", "basis": "own"}, nil, m{"no_reason": "time", "offered": "ask-later"}, nil).leads(consentPath(id))
	values := last.with(nil)
	values.Set("do", "save")
	conflict := one.post(path, values).walked(http.StatusConflict)
	says(t, conflict, "Recorded meanwhile", "Consent to being on the register refused by the person", "Jo Marsh, coordinator")
	values = formOf(t, conflict, path).with(nil)
	values.Set("do", "save")
	one.post(path, values).leads(consentPath(id))
	if c := s.kase("NORTH", id).RegisterConsent; c.Decision != casefile.Given {
		t.Errorf("what was recorded last, of the same day, is %+v", c)
	}
}

// A clinician records for those whom they know, and for nobody else; what came
// about is not shown where only the minimum is.
func TestWhoMayRecordConsentAndReadIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.person("NORTH", adult)
	clinician, social := s.signedIn(access.Clinician, "NORTH"), s.signedIn(access.SocialWorker, "NORTH")
	refused(t, clinician, http.StatusNotFound, "GET "+consentPath(id), "GET /people/"+id+"/record/consent", "POST /people/"+id+"/record/consent")
	s.involve(clinician, "NORTH", id, access.CareTeam)
	s.involve(social, "NORTH", id, access.NamedWorker)
	path := "/people/" + id + "/record/consent"
	type m = map[string]string
	clinician.steps(path, m{"to": "register", "decision": "given", "basis": "own"}, toldHow, m{"share_council": "no"}, m{"note": "SECRET WORDS"}).leads(consentPath(id))
	says(t, clinician.page(consentPath(id)), "Given by the person", "No, on 2 March 2026", "SECRET WORDS", "Jo Marsh")
	// The social worker of the council sees the minimum from then on.
	limited := social.page("/people/" + id)
	says(t, limited, "Mo Adeyemi")
	refused(t, social, http.StatusForbidden, "GET /people/"+id+"/record/note")
	saysNot(t, social.page(consentPath(id)), "Jo Marsh")
	// What was chosen can be asked about again by who keeps the register.
	s.signedIn(access.Coordinator, "NORTH").steps(path, m{"to": "register", "decision": "given", "basis": "own"}, toldHow, m{"share_council": "yes"}, nil).leads(consentPath(id))
	says(t, social.page(consentPath(id)), "Jo Marsh")
	refused(t, s.signedIn(access.Administrator, "NORTH"), http.StatusForbidden, "GET "+consentPath(id))
	if got := s.signedIn(access.Coordinator, "SOUTH").get(consentPath(id)); got.status != http.StatusNotFound {
		t.Errorf("another register: status %d", got.status)
	}
	signedOut := s.browser()
	if got := signedOut.get(consentPath(id)); got.status != http.StatusSeeOther || !strings.HasPrefix(got.header.Get("Location"), "/sign-in") {
		t.Errorf("signed out: %d", got.status)
	}
}
