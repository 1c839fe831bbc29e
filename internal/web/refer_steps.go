package web

import (
	"slices"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// referStep is one screen of a referral.
type referStep struct {
	name      string
	title, me string // the heading; me is for who writes about themself, "" where it is not asked of them
	mine      bool   // asked only of who writes about themself
	keeper    bool   // asked only of who may write down what came another way
	written   string // the heading where it is written down; "" where that is title
	fields    []string
	ask       func(f *form, g referring, r *casefile.ReferralForm)
}

// has reports whether a field that was sent belongs to the step.
func (s *referStep) has(name string) bool {
	name, _, _ = strings.Cut(name, "[")
	return slices.Contains(s.fields, name)
}

func (s *referStep) titleFor(g referring) string {
	switch {
	case g.me():
		return s.me
	case s.written != "" && g.writesDown():
		return s.written
	}
	return s.title
}

// Limits of what is written from outside, in characters.
const maxOutside = 3000

// says asks for words.
func (f *form) says(name, label, hint string) string {
	value := f.value(name, "")
	f.atMost(name, label, value, maxOutside)
	f.add(name, name, func(p problem) ui.Component {
		return ui.CharacterCount{
			Name: name, Value: value, Label: small(label), Hint: ui.Hint{Text: hint}, Maxlength: maxOutside, Threshold: 75, Rows: 6,
			ErrorMessage: ui.ErrorMessage{Text: p.text},
		}
	})
	return strings.TrimSpace(value)
}

func (f *form) need(ok bool, name, text string) {
	if !ok {
		f.problem(name, text)
	}
}

// autofill is a field that a browser may fill in of who writes: not where they
// write it down for somebody else.
func (r referring) autofill(name, label, hint, what string) ui.Input {
	q := input(name, label, hint)
	if !r.writesDown() {
		q.Autocomplete = what
	}
	return q
}

// referSteps are the screens in their order: each has what fits a telephone.
func referSteps(g referring) []referStep {
	var steps []referStep
	me := g.me()
	for _, s := range allReferSteps {
		if s.keeper && !app.WritesDown(g.actor, g.to.Register) {
			continue
		}
		if me && s.me != "" || !me && !s.mine {
			steps = append(steps, s)
		}
	}
	return steps
}

var allReferSteps = []referStep{
	{name: "came", title: whenItCame, me: whenItCame, keeper: true, fields: []string{"written", "came_by", "came_on"}, ask: askCame},
	{name: "about", title: "Who is it about?", me: "Who are you?", fields: []string{"given", "family", "preferred", "birth_date"}, ask: askAbout},
	{name: "number", title: "What else do you know of them?", fields: []string{"nhs_number", "address", "postcode", "practice"}, ask: askNumber},
	{name: "reach", title: "How can we reach them?", fields: []string{"reach", "needs"}, ask: askReach},
	{name: "contact", me: "How can we reach you?", mine: true, fields: []string{"phone", "email", "address", "needs"}, ask: askContact},
	{name: "you", title: "About you", written: "About who told us", fields: []string{"name", "relation", "organisation"}, ask: askYou},
	{name: "answer", title: "How can we answer you?", written: "How can we answer who told us?", fields: []string{"phone", "email", "post", "tell"}, ask: askAnswer},
	{name: "condition", title: "Are they autistic, or do they have a learning disability?", me: "Are you autistic? Do you have a learning disability?", fields: []string{"autism", "disability"}, ask: askCondition},
	{name: "why", title: "Why are you worried now?", written: "Why now?", me: "What is hard now?", fields: []string{"why_now"}, ask: askWhy},
	{name: "tried", title: "What has been tried?", fields: []string{"tried"}, ask: func(f *form, _ referring, r *casefile.ReferralForm) {
		r.Tried = f.says("tried", "What support do they have, and what has been tried? (optional)", "What helped, and what did not")
	}},
	{name: "risks", title: "What adds to the risk?", fields: []string{"risks", "risk_words"}, ask: func(f *form, _ referring, r *casefile.ReferralForm) {
		r.Risks = f.any("risks", "Tick all that you know of (optional)", "", nil, texts(referralRisks)...)
		r.RiskWords = f.says("risk_words", "More about it (optional)", "")
	}},
	{name: "help", title: "What would help?", me: "What would help you?", fields: []string{"would_help"}, ask: func(f *form, g referring, r *casefile.ReferralForm) {
		label, hint := "What would help them to stay well at home? (optional)", ""
		if g.me() {
			label, hint = "What would help you to stay well at home?", "You can leave this empty."
		}
		r.WouldHelp = f.says("would_help", label, hint)
	}},
	{name: "knows", title: "What do they think of it?", fields: []string{"knows", "thinks"}, ask: func(f *form, _ referring, r *casefile.ReferralForm) {
		r.Knows = casefile.Knows(f.one("knows", "Do they know that you are telling us?", "It is best to tell them first, if it is safe", "", choices(casefile.Knowses)...))
		f.need(r.Knows != "", "knows", "Say if they know that you are telling us")
		r.Thinks = f.says("thinks", "What do they think of it? (optional)", "In their own words if you can")
	}},
	{name: "agrees", title: "Do they agree?", fields: []string{"agrees", "agrees_words", "secret", "easy_read"}, ask: askAgrees},
	{name: "agree", me: "Is it OK to put your name on our list?", mine: true, fields: []string{"agrees", "tell", "write_to", "email_to", "call", "easy_read"}, ask: askAgree},
}

const (
	whenItCame  = "When did it come, and how?"
	writtenDown = "written-down"
)

// writesDown reports whether somebody of the register writes down what others
// told or sent them.
func (r referring) writesDown() bool {
	return r.draft.Typed.Get("written") == writtenDown && app.WritesDown(r.actor, r.to.Register)
}

func askCame(f *form, _ referring, r *casefile.ReferralForm) {
	var by casefile.CameBy
	var on civil.Date
	written := f.one("written", "Do you write this down for somebody?", "What comes next is then about who told us, and not about you", "",
		choice{value: "own", text: "No, I refer them myself, now"},
		choice{value: writtenDown, text: "Yes, it came to us another way", hint: "For example by letter or by phone", then: func() {
			by = casefile.CameBy(f.one("came_by", "How did it come?", "", "", choices(casefile.CameBys)...))
			f.need(by != "", "came_by", "Choose how it came")
			on = f.day("came_on", "On which day did it come?", "The first day on which any of you had it: the days to acknowledge and to decide are counted from it. For example, "+exampleDay(f.today), "The day on which it came", 0)
			f.need(on != 0 || f.about("came_on").text != "", "came_on", "Enter the day on which it came")
			f.need(on <= f.today, "came_on", "The day on which it came must be today or earlier")
		}})
	f.need(written != "", "written", "Say if you write this down for somebody")
	if written == writtenDown {
		r.CameBy, r.CameOn = by, on
	}
}

func askAbout(f *form, g referring, r *casefile.ReferralForm) {
	given, family, born := "Given name", "Family name", "Date of birth (optional)"
	if g.me() {
		given, family, born = "Your first name", "Your last name", "When were you born?"
	}
	r.Given = f.line(input("given", given, ""), "")
	r.Family = f.line(input("family", family, ""), "")
	if !g.me() {
		r.Preferred = f.line(input("preferred", "What they like to be called (optional)", ""), "")
	}
	r.BirthDate = f.day("birth_date", born, "For example, 31 3 1999", "The date of birth", 0)
	if r.BirthDate > f.today {
		f.problem("birth_date", "The date of birth must be in the past")
	}
	wrong := "Enter the name of the person"
	if g.me() {
		wrong = "Write your name"
	}
	f.need(r.Given+r.Family+r.Preferred != "", "given", wrong)
}

func askNumber(f *form, _ referring, r *casefile.ReferralForm) {
	typed := f.line(input("nhs_number", "NHS number (optional)", "10 digits, such as 999 123 4578"), "")
	if typed != "" {
		number, err := casefile.ParseNHSNumber(typed)
		f.need(err == nil, "nhs_number", "Enter a valid NHS number: 10 digits, such as 999 123 4578. Or leave it empty")
		r.NHSNumber = number
	}
	r.Address = f.line(input("address", "Where they live (optional)", "Or where they stay now"), "")
	r.Postcode = f.line(input("postcode", "Postcode (optional)", ""), "")
	r.Practice = f.line(input("practice", "GP practice (optional)", ""), "")
}

func askReach(f *form, _ referring, r *casefile.ReferralForm) {
	r.Reach = f.line(input("reach", "A phone number, or who to phone (optional)", "Say also when it is better not to phone"), "")
	r.Needs = f.says("needs", "How is it best to talk with them? (optional)", "For example easy read, pictures, an interpreter, a quiet room, time to think")
}

func askContact(f *form, g referring, r *casefile.ReferralForm) {
	r.Phone = f.line(g.autofill("phone", "Your phone number", "", "tel"), "")
	r.Email = f.line(g.autofill("email", "Your email", "", "email"), "")
	r.Address = f.line(g.autofill("address", "Where you live", "", "street-address"), "")
	r.Needs = f.says("needs", "What helps when people talk with you?", "You can leave this empty.")
	f.need(r.Phone+r.Email+r.Address != "", "phone", "Write a phone number, an email or where you live")
	f.checkEmail(r.Email)
}

func askYou(f *form, g referring, r *casefile.ReferralForm) {
	if g.writesDown() {
		r.Name = f.line(input("name", "Their name", ""), "")
		r.Relation = f.line(input("relation", "What they are to the person, or their job (optional)", "For example mother, friend, GP, social worker"), "")
		r.Organisation = f.line(input("organisation", "Where they work (optional)", ""), "")
		f.need(r.Name != "", "name", "Enter the name of who referred them")
		return
	}
	r.Name = f.line(g.autofill("name", "Your name", "", "name"), g.actor.Name)
	what, initial := "What are you to the person?", ""
	if casefile.Referrer(g.draft.Typed.Get("who")) == casefile.Professional {
		what = "Your job"
		if g.actor.UserID != "" && len(g.actor.Roles) > 0 {
			initial = g.actor.Roles[0].Word()
		}
	}
	r.Relation = f.line(input("relation", what+" (optional)", "For example mother, friend, GP, social worker"), initial)
	r.Organisation = f.line(g.autofill("organisation", "Where you work (optional)", "", "organization"), "")
	f.need(r.Name != "", "name", "Enter your name")
}

func askAnswer(f *form, g referring, r *casefile.ReferralForm) {
	whom, own := "you", g.actor.Email
	if g.writesDown() {
		whom, own = "them", ""
	}
	r.Phone = f.line(g.autofill("phone", "Phone number (optional)", "", "tel"), "")
	r.Email = f.line(g.autofill("email", "Email address (optional)", "", "email"), own)
	r.Post = f.line(g.autofill("post", "Postal address (optional)", "", "street-address"), "")
	r.Tell = casefile.TellHow(f.one("tell", "How shall we answer "+whom+"?", "", "",
		choice{value: "letter", text: "By letter"}, choice{value: "email", text: "By email"}, choice{value: "phone", text: "By phone"}))
	f.need(r.Tell != "", "tell", "Choose how we shall answer "+whom)
	f.need(r.Tell != casefile.ByLetter || r.Post != "", "post", "Enter a postal address for the letter")
	f.need(r.Tell != casefile.ByEmail || r.Email != "", "email", "Enter an email address")
	f.need(r.Tell != casefile.ByPhone || r.Phone != "", "phone", "Enter a phone number")
	f.checkEmail(r.Email)
}

func (f *form) checkEmail(email string) {
	f.need(looksLikeEmail(email), "email", "Enter an email address, such as name@example.org")
}

// looksLikeEmail reports whether something was written as an address is, or
// nothing at all.
func looksLikeEmail(email string) bool {
	return email == "" || strings.Contains(email, "@") && !strings.ContainsAny(email, " \n\t")
}

func askCondition(f *form, g referring, r *casefile.ReferralForm) {
	autism, disability := "Are they autistic?", "Do they have a learning disability?"
	words := choices(casefile.Claims)
	if g.me() {
		autism, disability = "Are you autistic?", "Do you have a learning disability?"
		words = ownClaims
	}
	r.Autism = casefile.Claim(f.one("autism", autism, "", "", words...))
	r.Disability = casefile.Claim(f.one("disability", disability, "", "", words...))
	f.need(r.Autism != "", "autism", "Choose an answer. You can say that you do not know")
	f.need(r.Disability != "", "disability", "Choose an answer. You can say that you do not know")
}

func askWhy(f *form, g referring, r *casefile.ReferralForm) {
	label, hint, wrong := "Why are you worried now?", "What has happened, and what could happen if nothing changes", "Say why you are worried now"
	switch {
	case g.me():
		label, hint, wrong = "What is hard now?", "Use your own words. Short is fine.", "Write what is hard now"
	case g.writesDown():
		label, hint, wrong = "Why do they tell us now?", "In their own words if you can: what has happened, and what could happen if nothing changes", "Say why they tell us now"
	}
	r.WhyNow = f.says("why_now", label, hint)
	f.need(r.WhyNow != "", "why_now", wrong)
}

// The answers of who writes about themself, in their own words.
var (
	ownClaims = []choice{{value: "diagnosed", text: "Yes"}, {value: "waiting", text: "I wait to find out"}, {value: "suspected", text: "Maybe"}, {value: "no", text: "No"}, {value: "unknown", text: "I do not know"}}
	ownAgrees = []choice{{value: "yes", text: "Yes"}, {value: "not-asked", text: "I am not sure. Talk to me first"}}
)

// ownLines are what somebody wrote about themself, as they were asked.
func ownLines(r casefile.ReferralForm) (lines []casefile.Line) {
	add := func(heading, text string) {
		if text != "" {
			lines = append(lines, casefile.Line{Heading: heading, Text: text})
		}
	}
	said := func(chosen string, from []choice) string {
		for _, c := range from {
			if c.value == chosen {
				return c.text
			}
		}
		return ""
	}
	if r.CameOn != 0 {
		add("It came", r.CameBy.Word()+", on "+r.CameOn.Long())
	}
	add("Your name", strings.TrimSpace(r.Given+" "+r.Family))
	add("When you were born", r.BirthDate.Long())
	add("Your phone number", r.Phone)
	add("Your email", r.Email)
	add("Where you live", r.Address)
	add("What helps when people talk with you", r.Needs)
	add("Are you autistic?", said(string(r.Autism), ownClaims))
	add("Do you have a learning disability?", said(string(r.Disability), ownClaims))
	add("What is hard now?", r.WhyNow)
	add("What would help you", r.WouldHelp)
	add("Is it OK to put your name on our list?", said(string(r.Agrees), ownAgrees))
	if r.Tell != "" {
		add("How we answer you", r.Tell.Word())
	}
	if r.EasyRead {
		add("Easy read", "Write to me in easy read")
	}
	return lines
}

// askAgree is what somebody is asked who writes about themself. How to reach them
// that way is asked too where they have not written it before.
func askAgree(f *form, g referring, r *casefile.ReferralForm) {
	r.Agrees = casefile.Agrees(f.one("agrees", "Is it OK to put your name on our list?", "You can change your mind. Your care stays the same.", "", ownAgrees...))
	f.need(r.Agrees != "", "agrees", "Choose yes, or that you are not sure")
	way := func(how casefile.TellHow, asked string, q ui.Input, wrong string, into *string) choice {
		c := choice{value: string(how), text: how.Word()}
		if strings.TrimSpace(g.draft.Typed.Get(asked)) == "" {
			c.then = func() {
				said := f.line(q, "")
				f.need(said != "", q.Name, wrong)
				if f.value("tell", "") == string(how) {
					*into = said
				}
			}
		}
		return c
	}
	r.Tell = casefile.TellHow(f.one("tell", "How shall we answer you?", "", "",
		way(casefile.ByLetter, "address", g.autofill("write_to", "Where you live", "", "street-address"), "Write where you live, for the letter", &r.Address),
		way(casefile.ByEmail, "email", g.autofill("email_to", "Your email", "", "email"), "Write your email", &r.Email),
		way(casefile.ByPhone, "phone", g.autofill("call", "Your phone number", "", "tel"), "Write your phone number", &r.Phone)))
	f.need(r.Tell != "", "tell", "Choose how we shall answer you")
	if r.Tell == casefile.ByEmail && f.about("email_to").text == "" {
		f.need(looksLikeEmail(r.Email), "email_to", "Write an email, such as name@example.org")
	}
	r.EasyRead = len(f.any("easy_read", "Easy read", "", []string{"yes"}, choice{value: "yes", text: "Write to me in easy read"})) > 0
}

func askAgrees(f *form, _ referring, r *casefile.ReferralForm) {
	r.Agrees = casefile.Agrees(f.one("agrees", "Do they agree to be on the register?", "We ask them again ourselves. Nobody loses any care by saying no.", "", choices(casefile.Agreements)...))
	f.need(r.Agrees != "", "agrees", "Say if they agree")
	r.AgreesWords = f.says("agrees_words", "How they were asked, and what they said (optional)", "")
	r.EasyRead = len(f.any("easy_read", "Letters to them", "", nil, choice{value: "yes", text: "They need easy read"})) > 0
	r.Secret = f.says("secret", "Is there a reason why they must not read what you wrote? (optional)", "For example danger to you or to somebody else. Leave it empty if they may read it")
}
