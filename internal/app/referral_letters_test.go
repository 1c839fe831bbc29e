package app

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/document"
	"homeward/internal/enginetest"
)

var slotIn = regexp.MustCompile(`\{[^}]*\}`)

// Easy read: a line is one sentence of at most this many words; what stands in
// braces counts as one, for it is a name, a day or a number.
const mostEasyWords = 10

func TestTheWordsOfLetters(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	state := casefile.ReferralState{}
	facts := r.letterFacts(&ReferralLetters{PersonView: PersonView{Case: casefile.Fold("x", nil)}, State: &state}, ReferralLetterForm{}, "HERE", r.rules(t))
	known := func(where, text string) {
		for _, slot := range slotIn.FindAllString(text, -1) {
			if _, ok := facts.slots[strings.Trim(slot, "{}")]; !ok {
				t.Errorf("%s: nothing stands for %s", where, slot)
			}
		}
	}
	n := 0
	for letter, to := range allLetters() {
		for _, whom := range []LetterTo{ToPerson, ToParent, ToReferrer} {
			for words, text := range map[string]letterText{"plain": to[whom].Plain, "easy": to[whom].Easy} {
				where := letter + " to " + string(whom) + ", " + words
				known(where, text.Title)
				reference, contact := strings.Contains(text.Title, "{reference}"), false
				if text.Title == "" {
					t.Errorf("%s is not written", where)
				}
				for _, p := range text.Parts {
					n++
					for _, condition := range p.When {
						if _, ok := facts.is[condition]; !ok {
							t.Errorf("%s: nobody knows when it is %q", where, condition)
						}
					}
					if _, ok := facts.words[p.Words]; p.Words != "" && !ok {
						t.Errorf("%s: nobody writes %q", where, p.Words)
					}
					if whom == ToReferrer && (p.Words == "reason" || p.Words == "signposting") && !slices.Contains(p.When, "full") {
						t.Errorf("%s: it says %s to who may not know", where, p.Words)
					}
					lines := append(slices.Clone(p.List), p.Heading, p.Say)
					contact = contact || p.Contact
					for _, line := range lines {
						known(where, line)
						reference = reference || strings.Contains(line, "{reference}")
						if whom == ToReferrer && strings.Contains(line, "{name}") {
							t.Errorf("%s: the name is that of the record: %q", where, line)
						}
					}
					if words == "plain" {
						continue
					}
					if p.Say != "" {
						t.Errorf("%s: a paragraph is not easy to read: %q", where, p.Say)
					}
					for _, line := range append(slices.Clone(p.List), p.Heading) {
						easyLine(t, where, line, p.Heading != "")
					}
				}
				if !reference || !contact {
					t.Errorf("%s: reference %v, how to reach us %v", where, reference, contact)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d parts are there", n)
	}
}

func easyLine(t *testing.T, where, line string, heading bool) {
	t.Helper()
	if line == "" {
		return
	}
	if got := len(strings.Fields(line)); got > mostEasyWords {
		t.Errorf("%s: %d words in %q", where, got, line)
	}
	if ends := strings.Count(line, ". ") + strings.Count(line, "? ") + strings.Count(line, ";"); ends > 0 {
		t.Errorf("%s: more than one sentence in %q", where, line)
	}
	if !heading && !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "?") && !strings.HasSuffix(line, "{reference}") {
		t.Errorf("%s: no end to %q", where, line)
	}
	for _, hard := range []string{"panel", "criteria", "Dynamic", "referral", "signpost", "regard"} {
		if strings.Contains(line, hard) {
			t.Errorf("%s: a hard word in %q", where, line)
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]string{
		"":                                      nil,
		"One. Two":                              {"One.", "Two."},
		"Is it so? Yes!":                        {"Is it so?", "Yes!"},
		"Write to a.b@here.example. Or ring us": {"Write to a.b@here.example.", "Or ring us."},
		"A line\n\nanother.":                    {"A line.", "another."},
		"It is 1.5 km. Go":                      {"It is 1.5 km.", "Go."},
		"At www.here.example":                   {"At www.here.example."},
	} {
		if got := sentences(words); !slices.Equal(got, want) {
			t.Errorf("%q are %q, want %q", words, got, want)
		}
	}
}

// What was decided before the register was kept here may have no reason.
func TestALetterWithoutAReasonHasNoHeadingForIt(t *testing.T) {
	t.Parallel()
	var d document.Document
	writeLetter(&d, allLetters()["declined"][ToPerson].Easy, letterFacts{words: map[string]string{"signposting": "Ring us."}, easy: true})
	var b strings.Builder
	must(t, d.WriteHTML(&b))
	if strings.Contains(b.String(), "Why?") || !strings.Contains(b.String(), "Who can help you?") || !strings.Contains(b.String(), "<span>Ring us.</span>") {
		t.Errorf("the letter is\n%s", b.String())
	}
}

// letter is one as a page.
func (r refers) letter(t *testing.T, caseID string, form ReferralLetterForm) string {
	t.Helper()
	var b strings.Builder
	form.HTML = true
	must(t, r.WriteReferralLetter(r.ctx, r.here, caseID, form, &b))
	_, page, _ := strings.Cut(b.String(), "</style>")
	return page
}

func TestLettersSayWhatWasDecided(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
	must(t, err)
	ref, day := receipt.Reference, r.Today()
	id := r.received(t, ref).ID
	form := func(letter ReferralLetter, to LetterTo, easy bool) ReferralLetterForm {
		return ReferralLetterForm{Referral: ref, Letter: letter, To: to, PaperForm: PaperForm{EasyRead: easy}}
	}
	has := func(text string, all ...string) {
		t.Helper()
		for _, want := range all {
			if !strings.Contains(text, want) {
				t.Errorf("the letter lacks %q:\n%s", want, text)
			}
		}
	}
	lacks := func(text string, all ...string) {
		t.Helper()
		for _, never := range all {
			if strings.Contains(text, never) {
				t.Errorf("the letter says %q:\n%s", never, text)
			}
		}
	}
	// Who wrote, and what, is for the person to ask: no letter tells it.
	ack := r.letter(t, id, form(LetterAcknowledges, ToPerson, false))
	has(ack, "Dear Sam Example,", "somebody who knows you asked us", "It is decided by "+receipt.Decide.Long(), ref, "Phone 01234 567890", "call 111")
	lacks(ack, "Ann", "sleep", "{")
	has(r.letter(t, id, form(LetterAcknowledges, ToPerson, true)), `class="large"`, "<span>Somebody who knows you wrote to us.</span>", "<span>We decide by "+receipt.Decide.Long()+".</span>")
	has(r.letter(t, id, form(LetterAcknowledges, ToReferrer, false)), "Dear Ann Example,", "about Sam Example")

	// A question goes to none but who was asked.
	wantKind(t, r.WriteReferralLetter(r.ctx, r.here, id, form(LetterAsks, ToReferrer, false), nil), Invalid)
	ask := func(of casefile.AskedOf) {
		t.Helper()
		r.do(t, r.here, id, onReferral(day, casefile.ReferralAsked{Referral: ref, Of: of, Whom: "x", What: "Where does he sleep? Who is with him?"}, ""))
	}
	ask(casefile.AskedAnother)
	wantKind(t, r.WriteReferralLetter(r.ctx, r.here, id, form(LetterAsks, ToReferrer, false), nil), Invalid)
	ask(casefile.AskedReferrer)
	has(r.letter(t, id, form(LetterAsks, ToReferrer, true)), "<span>Where does he sleep?</span>", "<span>Who is with him?</span>")
	wantKind(t, r.WriteReferralLetter(r.ctx, r.here, id, form(LetterAsks, ToPerson, false), nil), Invalid)

	wantKind(t, r.WriteReferralLetter(r.ctx, r.here, id, form(LetterTells, ToPerson, false), nil), Invalid)
	r.do(t, r.here, id, casefile.Place{On: day, Referral: ref})
	decide := func(who access.Actor, outcome casefile.Outcome) {
		t.Helper()
		r.do(t, who, id, casefile.DecideReferral{On: day, Decision: casefile.ReferralDecision{Referral: ref, Outcome: outcome, Reason: "You are safe at home. School helps.", Signposting: "Ring the advice line: 01632 960 330.", NotWhole: "None"}})
	}
	decide(r.here, casefile.Declined)
	has(r.letter(t, id, form(LetterTells, ToPerson, false)), "You are safe at home. School helps.", "01632 960 330", "looked at again, by somebody else", "This takes no service away")
	has(r.letter(t, id, form(LetterTells, ToPerson, true)), "<span>You are safe at home.</span>", "<span>School helps.</span>", "<span>Somebody else will look at it again.</span>")
	for _, easy := range []bool{false, true} {
		little := r.letter(t, id, form(LetterTells, ToReferrer, easy))
		lacks(little, "safe at home", "advice line", "declined", "We said no")
		has(r.letter(t, id, form(LetterTells, ToReferrerFull, easy)), "safe at home", "advice line")
	}
	// What is looked at again has no outcome to tell.
	r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "He is in A&E now"))
	wantKind(t, r.WriteReferralLetter(r.ctx, r.here, id, form(LetterTells, ToPerson, false), nil), Invalid)
	decide(r.colleague, casefile.Accepted)
	has(r.letter(t, id, form(LetterTells, ToPerson, false)), "is right for you", "Nobody has asked you yet if you agree")
	has(r.letter(t, id, form(LetterTells, ToPerson, true)), "<span>We said yes.</span>")

	for _, who := range []access.Actor{r.nurse, r.executive} {
		wantKind(t, r.WriteReferralLetter(r.ctx, who, id, form(LetterTells, ToPerson, false), nil), Forbidden)
		wantKind(t, second(r.ReferralLetters(r.ctx, who, id, ref)), Forbidden)
	}
	wantKind(t, r.WriteReferralLetter(r.ctx, r.there, id, form(LetterTells, ToPerson, false), nil), NotFound)
	wantKind(t, second(r.ReferralLetters(r.ctx, r.here, id, "R-NONE")), Invalid)
}

// Letters to whoever referred are the same, word for word, for somebody whom the
// register knew and for somebody new.
func TestALetterToTheReferrerTellsNobodyWhoIsKnown(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	day := r.Today()
	known, err := r.AddPerson(r.ctx, r.here, casefile.Open{On: day, Details: casefile.Details{GivenName: "Samira", FamilyName: "Othername", NHSNumber: "9994760173", BirthDate: civil.Of(2010, 6, 15)}},
		casefile.Add{On: day, Fact: casefile.Address{Lines: "9 Secret Street", Postcode: "ZZ1 1ZZ"}})
	must(t, err)
	written := map[string][]string{}
	for _, place := range []string{"new", "known"} {
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", worried())
		must(t, err)
		ref := receipt.Reference
		id := r.received(t, ref).ID
		if place == "known" {
			must(t, r.MoveReferral(r.ctx, r.here, id, AnyVersion, known.Case))
			id = known.Case
		} else {
			r.do(t, r.here, id, casefile.Place{On: day, Referral: ref})
		}
		form := ReferralLetterForm{Referral: ref, Letter: LetterAcknowledges, To: ToReferrer}
		add := func() {
			for _, easy := range []bool{false, true} {
				form.EasyRead = easy
				written[place] = append(written[place], strings.ReplaceAll(r.letter(t, id, form), ref, "R-"))
			}
		}
		add()
		for _, outcome := range []casefile.Outcome{casefile.Declined, casefile.Accepted} {
			who := r.here
			if outcome == casefile.Accepted {
				who = r.colleague
				r.do(t, r.here, id, onReferral(day, casefile.ReferralReconsidered{Referral: ref, By: "His mother"}, "New"))
			}
			r.do(t, who, id, casefile.DecideReferral{On: day, Decision: casefile.ReferralDecision{Referral: ref, Outcome: outcome, Reason: "As agreed", Signposting: "Call us", NotWhole: "None"}})
			for _, form.To = range []LetterTo{ToReferrer, ToReferrerFull} {
				form.Letter = LetterTells
				add()
			}
		}
	}
	if !slices.Equal(written["new"], written["known"]) || len(written["new"]) != 10 {
		t.Errorf("for somebody new\n%q\nfor somebody known\n%q", written["new"], written["known"])
	}
	for _, never := range []string{"Samira", "Othername", "Secret Street", "999 476", "9994760173"} {
		if strings.Contains(strings.Join(written["known"], ""), never) {
			t.Errorf("a letter says %q", never)
		}
	}
}

// Big type is in the PDF as well.
func TestEasyLettersAreBig(t *testing.T) {
	t.Parallel()
	small, big := &document.Document{Title: "x"}, &document.Document{Title: "x", Large: true}
	for _, d := range []*document.Document{small, big} {
		for range 90 {
			d.List("A line of words that takes room")
		}
	}
	pages := func(d *document.Document) int {
		var b strings.Builder
		must(t, d.WritePDF(&b))
		return strings.Count(b.String(), "/Type /Page ")
	}
	if pages(big) <= pages(small) {
		t.Errorf("%d pages in big type, %d else", pages(big), pages(small))
	}
}

func (r refers) rules(t *testing.T) *clock.Rulebook {
	t.Helper()
	rules, err := r.rulesOf(r.ctx, "HERE")
	must(t, err)
	return rules
}

// To the parent or guardian of somebody under 16 there is a letter, which names
// none of them; from 16 on there is none.
func TestALetterToAParent(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	settings := ReferralSettings{Open: true, Name: "Here", Phone: "01234 567890", DraftDays: 14, LookAgainDays: 28, Letter: "On Tuesdays ring Jo.", LetterEasy: "It is Tuesday?\nRing Jo."}
	must(t, r.SetReferralSettings(r.ctx, CommandLine("HERE"), settings))
	letters := map[civil.Date]string{r.Today().AddMonths(-12*16) + 1: "Kai", r.Today().AddMonths(-12 * 16): "Lou"}
	for born, given := range letters {
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", casefile.ReferralForm{Given: given, Family: "Example", BirthDate: born, Address: "1 Long Lane", Who: casefile.Professional, Name: "Dr Finch", Phone: "01632 960001", WhyNow: "No sleep"})
		must(t, err)
		id := r.received(t, receipt.Reference).ID
		l, err := r.ReferralLetters(r.ctx, r.here, id, "")
		must(t, err)
		if got := l.offers(LetterAcknowledges, ToParent); got != (given == "Kai") {
			t.Fatalf("a letter to the parent of %s: %v", given, got)
		}
		if given != "Kai" {
			continue
		}
		plain := r.letter(t, id, ReferralLetterForm{Referral: receipt.Reference, Letter: LetterAcknowledges, To: ToParent})
		easy := r.letter(t, id, ReferralLetterForm{Referral: receipt.Reference, Letter: LetterAcknowledges, To: ToParent, PaperForm: PaperForm{EasyRead: true}})
		for page, wants := range map[string][]string{
			plain: {"The parent or guardian of Kai Example<br>1 Long Lane", "Dear parent or guardian of Kai Example,", "we ask your child as well", "On Tuesdays ring Jo."},
			easy:  {"This letter is about Kai Example.", "<span>It is Tuesday?</span>", "<span>Ring Jo.</span>"},
		} {
			for _, want := range wants {
				if !strings.Contains(page, want) {
					t.Errorf("it does not say %q:\n%s", want, page)
				}
			}
			if strings.Contains(page, "Finch") {
				t.Errorf("it says who referred:\n%s", page)
			}
		}
	}
}

// A child who wrote about themself is told of to a parent only once it is recorded
// that a parent may know, and never while they decide alone or do not share with
// family.
func TestNoLetterToAParentWhoIsNotToKnow(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	own := casefile.Consent{To: casefile.ToRegister, Decision: casefile.Refused, Basis: casefile.Own}
	own.Competence = casefile.Competence{Found: casefile.Competent, By: "Dr Finch", On: r.Today(), Why: "Understands it"}
	parent := own
	parent.Basis, parent.Competence = casefile.Parent, casefile.Competence{}
	for name, x := range map[string]struct {
		fact casefile.Fact
		want bool
	}{
		"nothing":      {casefile.Note{}, false},
		"decides":      {own, false},
		"parent":       {parent, true},
		"not family":   {casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithFamily, Choice: casefile.No}}}, false},
		"with family":  {casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithFamily, Choice: casefile.Yes}}}, true},
		"not provider": {casefile.Sharing{Basis: casefile.Own, Choices: []casefile.SharingChoice{{With: casefile.WithProvider, Choice: casefile.No}}}, false},
	} {
		receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", casefile.ReferralForm{Given: "Kai", Family: name, BirthDate: r.Today().AddMonths(-12 * 14), Address: "1 Long Lane", Who: casefile.Themself, Phone: "01632 960001", WhyNow: "No sleep"})
		must(t, err)
		id := r.received(t, receipt.Reference).ID
		r.do(t, r.here, id, casefile.Add{On: r.Today(), Fact: x.fact, Note: "As found"})
		l, err := r.ReferralLetters(r.ctx, r.here, id, "")
		must(t, err)
		if got := l.offers(LetterAcknowledges, ToParent); got != x.want || !l.offers(LetterAcknowledges, ToPerson) {
			t.Errorf("%s: a letter to the parent: %v", name, got)
		}
		if why := name == "parent" || name == "with family"; l.NoParent == why {
			t.Errorf("%s: the page says that no parent may know: %v", name, l.NoParent)
		}
		if err := r.WriteReferralLetter(r.ctx, r.here, id, ReferralLetterForm{Referral: receipt.Reference, Letter: LetterAcknowledges, To: ToParent, PaperForm: PaperForm{HTML: true}}, io.Discard); (err == nil) != x.want {
			t.Errorf("%s: it is written: %v", name, err)
		}
	}
}

// What was marked as sensitive stands in no letter.
func TestALetterHasNothingThatIsMarked(t *testing.T) {
	t.Parallel()
	r := openToReferrals(t, enginetest.SQLite(t))
	child := worried()
	child.BirthDate = r.Today().AddMonths(-12 * 14)
	receipt, err := r.Refer(r.ctx, access.Actor{}, "HERE", "", child)
	must(t, err)
	id := r.received(t, receipt.Reference).ID
	mark := func(kind casefile.Kind) {
		t.Helper()
		v, err := r.Person(r.ctx, r.here, id, AsAt{})
		must(t, err)
		for _, e := range v.Case.Standing {
			if e.Fact.Kind() == kind {
				must(t, r.Mark(r.ctx, r.here, id, e.Seq, access.ThirdParty, "Told in confidence"))
			}
		}
	}
	asked := casefile.ReferralAsked{Referral: receipt.Reference, Of: casefile.AskedPerson, Whom: "Sam", What: "Is your uncle violent?"}
	r.do(t, r.here, id, onReferral(r.Today(), asked, ""))
	l, err := r.ReferralLetters(r.ctx, r.here, id, "")
	must(t, err)
	if !l.offers(LetterAsks, ToPerson) {
		t.Fatal("nothing is asked of the person")
	}
	mark(asked.Kind())
	if l, err = r.ReferralLetters(r.ctx, r.here, id, ""); err != nil || l.offers(LetterAsks, ToPerson) {
		t.Errorf("a question that is marked is asked by letter, %v", err)
	}
	r.do(t, r.here, id, casefile.Place{On: r.Today(), Referral: receipt.Reference})
	r.do(t, r.here, id, casefile.DecideReferral{On: r.Today(), Decision: casefile.ReferralDecision{
		Referral: receipt.Reference, Outcome: casefile.Declined, Reason: "His uncle told us", Signposting: "Ask the refuge", NotWhole: "It could not wait"}})
	mark(casefile.ReferralDecision{}.Kind())
	for _, to := range []LetterTo{ToPerson, ToParent, ToReferrerFull} {
		page := r.letter(t, id, ReferralLetterForm{Referral: receipt.Reference, Letter: LetterTells, To: to})
		for _, word := range []string{"uncle", "refuge"} {
			if strings.Contains(page, word) {
				t.Errorf("the letter to the %s says %q", to, word)
			}
		}
	}
}
