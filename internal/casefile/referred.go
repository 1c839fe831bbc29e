package casefile

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// ReferralForm is what whoever referred somebody wrote. It belongs to the
// record alone; the clock passes it over. What it says of the person is a claim
// until somebody who keeps the register has looked at it.
type ReferralForm struct {
	// Who it is about, as it was written.
	Given      string     `json:"given,omitempty"`
	Family     string     `json:"family,omitempty"`
	Preferred  string     `json:"preferred,omitempty"`
	BirthDate  civil.Date `json:"birth_date,omitzero"`
	NHSNumber  string     `json:"nhs_number,omitempty"` // ten digits, checked
	Address    string     `json:"address,omitempty"`
	Postcode   string     `json:"postcode,omitempty"`
	Practice   string     `json:"practice,omitempty"` // of the GP
	Reach      string     `json:"reach,omitempty"`    // how to reach them
	Needs      string     `json:"needs,omitempty"`    // how to talk with them
	Autism     Claim      `json:"autism,omitempty"`
	Disability Claim      `json:"learning_disability,omitempty"`

	// Who refers.
	Who          Referrer `json:"who,omitempty"`
	Name         string   `json:"name,omitempty"`
	Relation     string   `json:"relation,omitempty"` // job, or what they are to the person
	Organisation string   `json:"organisation,omitempty"`
	Phone        string   `json:"phone,omitempty"`
	Email        string   `json:"email,omitempty"`
	Post         string   `json:"post,omitempty"`
	Tell         TellHow  `json:"tell,omitempty"` // how they want to be answered
	User         string   `json:"user,omitempty"` // id of who was signed in

	// Where somebody of the register wrote down what came another way: how and on
	// which day it came, and who wrote it down when.
	CameBy    CameBy     `json:"came_by,omitempty"`
	CameOn    civil.Date `json:"came_on,omitzero"`
	WrittenBy string     `json:"written_by,omitempty"`
	WrittenOn civil.Date `json:"written_on,omitzero"`

	// Why.
	WhyNow    string   `json:"why_now,omitempty"`
	Tried     string   `json:"tried,omitempty"`
	Risks     []string `json:"risks,omitempty"`
	RiskWords string   `json:"risk_words,omitempty"`
	WouldHelp string   `json:"would_help,omitempty"`

	// What the person knows and thinks of it.
	Knows       Knows   `json:"knows,omitempty"`
	Thinks      string  `json:"thinks,omitempty"`
	Agrees      Agrees  `json:"agrees,omitempty"`
	AgreesWords string  `json:"agrees_words,omitempty"`
	Secret      string  `json:"secret,omitempty"` // why the person must not read this; "" if they may
	EasyRead    bool    `json:"easy_read,omitempty"`
	Doubt       []Doubt `json:"doubt,omitempty"` // why it may not be from a person
}

// Referrer is who refers.
type Referrer string

const (
	Themself         Referrer = "self"
	FamilyMember     Referrer = "family"
	Carer            Referrer = "carer"
	AdvocateReferrer Referrer = "advocate"
	Professional     Referrer = "professional"
)

// Referrers lists them, in the order to offer them.
var Referrers = []Referrer{Themself, FamilyMember, Carer, AdvocateReferrer, Professional}

// Word is who refers, as people say it.
func (w Referrer) Word() string {
	switch w {
	case Themself:
		return "The person"
	case FamilyMember:
		return "Family or friend"
	case Carer:
		return "Carer"
	case AdvocateReferrer:
		return "Advocate"
	case Professional:
		return "Professional"
	}
	return "Not recorded"
}

// By is the word of the case file for who refers: it knows three.
func (w Referrer) By() ReferredBy {
	switch w {
	case Themself:
		return BySelf
	case FamilyMember, Carer:
		return ByFamily
	}
	return ByProfessional
}

// CameBy is how a referral came that was written down by who keeps the register.
type CameBy string

// CameBys lists them, in the order to offer them.
var CameBys = []CameBy{"letter", "phone", "email", "in-person", "system", "other"}

// Word is how it came, as people say it.
func (w CameBy) Word() string {
	switch w {
	case "letter":
		return "By letter"
	case "phone":
		return "By phone"
	case "email":
		return "By email"
	case "in-person":
		return "Face to face"
	case "system":
		return "From another register or system"
	case "other":
		return "Another way"
	}
	return "Not recorded"
}

// Claim is what a referral says of a condition.
type Claim string

// Claims lists them, in the order to offer them.
var Claims = []Claim{"diagnosed", "waiting", "suspected", "no", "unknown"}

// Word is the claim as people say it.
func (c Claim) Word() string {
	switch c {
	case "diagnosed":
		return "Yes, diagnosed"
	case "waiting":
		return "Waiting for an assessment"
	case "suspected":
		return "Maybe: somebody thinks so"
	case "no":
		return "No"
	case "unknown":
		return "Not known"
	}
	return "Not answered"
}

// Status is what the record would say of the condition; "" for nothing.
func (c Claim) Status() ConditionStatus {
	switch c {
	case "diagnosed":
		return Confirmed
	case "waiting":
		return AwaitingAssessment
	case "suspected":
		return Suspected
	}
	return ""
}

// TellHow is how somebody is told.
type TellHow string

const (
	ByLetter  TellHow = "letter"
	ByEmail   TellHow = "email"
	ByPhone   TellHow = "phone"
	InPerson  TellHow = "in-person"
	ByMessage TellHow = "here" // on the page of their own referrals
)

// ToldWhom is who was told an outcome.
type ToldWhom string

const (
	ToldPerson   ToldWhom = "the person"
	ToldParent   ToldWhom = "a parent or guardian"
	ToldSpeaker  ToldWhom = "whoever speaks for them"
	ToldReferrer ToldWhom = "whoever referred them"
	ToldAnother  ToldWhom = "somebody else"
)

// ForThePerson reports whether telling them is telling the person: themself, or
// who speaks for them.
func (w ToldWhom) ForThePerson() bool {
	return w == ToldPerson || w == ToldParent || w == ToldSpeaker
}

// WhoWasTold are they, in words.
func WhoWasTold(to []ToldWhom) string {
	words := make([]string, len(to))
	for i, w := range to {
		words[i] = string(w)
	}
	return strings.Join(words, " and ")
}

// Telling is the fact that an outcome was told to some: that the person was told,
// or that others were, which leaves the person to be told.
func Telling(referral string, to []ToldWhom, how TellHow) Fact {
	if slices.ContainsFunc(to, ToldWhom.ForThePerson) {
		return OutcomeTold{Referral: referral, To: to, How: how}
	}
	return OtherTelling{Referral: referral, To: to, How: how}
}

// TellHows lists them, in the order to offer them.
var TellHows = []TellHow{ByLetter, ByEmail, ByPhone, InPerson, ByMessage}

// Word is how somebody is told, as people say it.
func (h TellHow) Word() string {
	switch h {
	case ByLetter:
		return "By letter"
	case ByEmail:
		return "By email"
	case ByPhone:
		return "By phone"
	case InPerson:
		return "Face to face"
	case ByMessage:
		return "On their own page here"
	}
	return "Not recorded"
}

// Knows is whether the person knows of the referral.
type Knows string

// Knowses lists the answers.
var Knowses = []Knows{"yes", "no", "not-sure"}

// Word is the answer as people say it.
func (k Knows) Word() string {
	switch k {
	case "yes":
		return "Yes"
	case "no":
		return "No"
	case "not-sure":
		return "Not sure"
	}
	return "Not answered"
}

// Agrees is what a referral says of the person's consent. It is no consent: who
// keeps the register asks again.
type Agrees string

// Agreements lists the answers.
var Agreements = []Agrees{"yes", "parent", "not-asked", "cannot-decide", "no"}

// Word is the answer as people say it.
func (g Agrees) Word() string {
	switch g {
	case "yes":
		return "The person agrees"
	case "parent":
		return "The person is under 16, and a parent or guardian agrees"
	case "not-asked":
		return "Nobody has asked them yet"
	case "cannot-decide":
		return "They may not be able to decide this"
	case "no":
		return "They do not agree"
	}
	return "Not answered"
}

// Doubt is why a referral may not be from a person.
type Doubt string

const (
	FilledTrap Doubt = "trap" // a field that nobody sees was filled in
	TooQuick   Doubt = "pace" // it was written faster than anyone writes
)

// Facts about a referral that the clock passes over.
type (
	// ReferralPlaced says that somebody looked who the person is: nobody whom
	// the register knew. Of one whom it knew the referral is moved to their case.
	ReferralPlaced struct {
		Referral string `json:"referral"`
	}
	// ReferralAsked asks for more information. The clock goes on. A letter about it
	// goes to none but who was asked.
	ReferralAsked struct {
		Referral string  `json:"referral"`
		Of       AskedOf `json:"of,omitempty"`
		Whom     string  `json:"whom"` // in words
		What     string  `json:"what"`
	}
	// ReferralAnswered is what came of ReferralAsked; the words are in the note.
	ReferralAnswered struct {
		Referral string `json:"referral"`
	}
	// ReferralScreened is what a panel found.
	ReferralScreened struct {
		Referral  string          `json:"referral"`
		Panel     []Sat           `json:"panel"`
		Criteria  int             `json:"criteria"` // version of the published criteria
		Marks     []CriterionMark `json:"marks,omitempty"`
		Views     string          `json:"views,omitempty"`
		Recommend Recommended     `json:"recommend"`
	}
	// OtherTelling is what others than the person were told of a decision, or word
	// to anybody that there is news, which tells nobody what was decided. The
	// person is still to be told.
	OtherTelling struct {
		Referral string     `json:"referral"`
		To       []ToldWhom `json:"to"`
		How      TellHow    `json:"how,omitempty"`
		News     bool       `json:"news,omitempty"` // that there is news, and no more
	}
	// ReferralReconsidered asks that a decision is looked at again. Why, and what
	// is new, is in the note.
	ReferralReconsidered struct {
		Referral string `json:"referral"`
		By       string `json:"by"` // who asks
	}
)

// AskedOf is who is asked for more information.
type AskedOf string

const (
	AskedReferrer AskedOf = "referrer"
	AskedPerson   AskedOf = "person"
	AskedAnother  AskedOf = "other"
)

// Sat is somebody who sat on the panel of a screening.
type Sat struct {
	Name   string `json:"name"`
	Agency string `json:"agency,omitempty"`
	Lived  bool   `json:"lived,omitempty"` // an expert by experience
}

// CriterionMark is what was found of one of the published criteria.
type CriterionMark struct {
	Criterion string `json:"criterion"` // its name in the version
	Text      string `json:"text"`      // as it stood in the version
	Found     Found  `json:"found"`
}

// Found is whether a criterion is met.
type Found string

// Founds lists the answers, in the order to offer them.
var Founds = []Found{"met", "not-met", "not-known"}

// Word is the answer as people say it.
func (f Found) Word() string {
	switch f {
	case "met":
		return "Met"
	case "not-met":
		return "Not met"
	case "not-known":
		return "Not known"
	}
	return "Not looked at"
}

// Recommended is what a panel recommends.
type Recommended string

// Recommendeds lists them, in the order to offer them.
var Recommendeds = []Recommended{"accept", "decline", "more-information"}

// Word is the recommendation as people say it.
func (r Recommended) Word() string {
	switch r {
	case "accept":
		return "Accept"
	case "decline":
		return "Decline, and say where to go instead"
	case "more-information":
		return "Ask for more information first"
	}
	return "None"
}

func (ReferralPlaced) Kind() Kind       { return "referral-placed" }
func (ReferralAsked) Kind() Kind        { return "referral-asked" }
func (ReferralAnswered) Kind() Kind     { return "referral-answered" }
func (ReferralScreened) Kind() Kind     { return "referral-screened" }
func (OtherTelling) Kind() Kind         { return "other-telling" }
func (ReferralReconsidered) Kind() Kind { return "referral-reconsidered" }

func init() {
	register[ReferralPlaced]()
	register[ReferralAsked]()
	register[ReferralAnswered]()
	register[ReferralScreened]()
	register[OtherTelling]()
	register[ReferralReconsidered]()
}

// Lacks is what a panel lacks to be whole, in words that go on from “it had”; ""
// for nothing. A whole one has at least two people, of at least two agencies, and
// an expert by experience beside them.
func (s ReferralScreened) Lacks() string {
	agencies := map[string]bool{}
	people, expert := 0, false
	for _, p := range s.Panel {
		if p.Lived {
			expert = true
			continue
		}
		people++
		if agency := strings.ToLower(strings.TrimSpace(p.Agency)); agency != "" {
			agencies[agency] = true
		}
	}
	several := people >= 2 && len(agencies) >= 2
	switch {
	case !several && !expert:
		return "not two people of two agencies, and no expert by experience"
	case !several:
		return "not two people of two agencies"
	case !expert:
		return "no expert by experience"
	}
	return ""
}

// PanelLacks says why no whole panel has screened a referral, in a sentence; ""
// where one has.
func (r *ReferralState) PanelLacks() string {
	if r.Screened == nil {
		return "No panel has screened this referral"
	}
	screened, _ := r.Screened.Fact.(ReferralScreened)
	if lacks := screened.Lacks(); lacks != "" {
		return "The panel that screened this referral had " + lacks
	}
	return ""
}

// WithoutPanel reports whether it was last decided without a whole panel.
func (r *ReferralState) WithoutPanel() bool {
	if r.Decided == nil {
		return false
	}
	d, _ := r.Decided.Fact.(ReferralDecision)
	return d.NotWhole != ""
}

// referralOf is the referral that a fact beyond those of the case file is about.
func referralOf(f Fact) string {
	switch f := f.(type) {
	case ReferralPlaced:
		return f.Referral
	case ReferralAsked:
		return f.Referral
	case ReferralAnswered:
		return f.Referral
	case ReferralScreened:
		return f.Referral
	case OtherTelling:
		return f.Referral
	case ReferralReconsidered:
		return f.Referral
	}
	return ""
}

// silentReferral is a fact about a referral without what people wrote in it; ok
// is false for any other fact.
func silentReferral(f Fact) (Fact, bool) {
	switch f := f.(type) {
	case Referral:
		return Referral{ID: f.ID, By: f.By}, true
	case ReferralAcknowledged:
		return ReferralAcknowledged{Referral: f.Referral}, true
	case ReferralDecision:
		return ReferralDecision{Referral: f.Referral, Outcome: f.Outcome}, true
	case OutcomeTold:
		return OutcomeTold{Referral: f.Referral}, true
	case OtherTelling:
		return OtherTelling{Referral: f.Referral, News: f.News}, true
	case ReferralWithdrawn:
		return ReferralWithdrawn{Referral: f.Referral}, true
	case ReferralAsked:
		return ReferralAsked{Referral: f.Referral}, true
	case ReferralScreened:
		return ReferralScreened{Referral: f.Referral}, true
	case ReferralReconsidered:
		return ReferralReconsidered{Referral: f.Referral}, true
	}
	return nil, false
}

// checkReferral holds the fields of what is beyond the case file to what they
// may be.
func checkReferral(e Entry) (r Refusals) {
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, Refusal{field, text})
		}
	}
	filled := func(s string) bool { return strings.TrimSpace(s) != "" }
	switch f := e.Fact.(type) {
	case ReferralAsked:
		need(filled(f.Whom), "whom", "Say whom you asked")
		need(filled(f.What), "what", "Say what you asked for")
		need(f.Of == "" || f.Of == AskedReferrer || f.Of == AskedPerson || f.Of == AskedAnother, "of", "Choose whom you asked")
	case ReferralAnswered:
		need(filled(e.Note), "note", "Write what the answer was")
	case ReferralScreened:
		need(len(f.Panel) > 0, "panel", "Say who sat on the panel")
		need(slices.Contains(Recommendeds, f.Recommend), "recommend", "Choose what the panel recommends")
		for _, m := range f.Marks {
			need(slices.Contains(Founds, m.Found), "criteria", "Say of each criterion if it is met")
		}
	case OtherTelling:
		need(len(f.To) > 0, "to", "Say who was told")
	case ReferralReconsidered:
		need(filled(f.By), "by", "Say who asks")
		need(filled(e.Note), "note", "Say why they ask, and what is new")
	}
	return r
}

// referralTitle says in a line what an entry about a referral records; ok is
// false for any other.
func referralTitle(f Fact) (string, bool) {
	switch f := f.(type) {
	case ReferralPlaced:
		return "Referral looked at: nobody the register knew", true
	case ReferralAsked:
		return "More information asked for about the referral", true
	case ReferralAnswered:
		return "More information about the referral", true
	case ReferralScreened:
		return "Referral screened by a panel", true
	case ReferralReconsidered:
		return "Asked to look at the referral again", true
	case OutcomeTold:
		if len(f.To) > 0 {
			return "Outcome of the referral told to " + WhoWasTold(f.To), true
		}
	case OtherTelling:
		who := WhoWasTold(f.To)
		switch {
		case f.News && who == "":
			return "Word was sent that there is news of the referral", true
		case f.News:
			return "Word was sent to " + who + " that there is news of the referral", true
		case who == "":
			return "Outcome of the referral told to others than the person", true
		}
		return "Outcome of the referral told to " + who, true
	}
	return "", false
}

// referralLines are the further things that an entry about a referral says.
func referralLines(f Fact, add func(heading, text string)) {
	switch f := f.(type) {
	case Referral:
		if f.Form.Who != "" { // not recorded by who keeps the register, and not withheld
			add("Reference", f.ID)
			f.Form.lines(add)
		}
	case ReferralAcknowledged:
		add("How", f.How.wordOr(""))
	case ReferralDecision:
		add("Where to go instead", f.Signposting)
		if f.Criteria > 0 {
			add("Published criteria", fmt.Sprintf("Version %d", f.Criteria))
		}
		addMarks(f.Marks, add)
		add("Why it was decided without a whole panel", f.NotWhole)
	case OutcomeTold:
		add("How", f.How.wordOr(""))
	case OtherTelling:
		add("How", f.How.wordOr(""))
	case ReferralWithdrawn:
		add("By", f.By)
	case ReferralAsked:
		add("Asked", f.Whom)
		add("For", f.What)
	case ReferralScreened:
		for _, p := range f.Panel {
			who := p.Name
			if p.Agency != "" {
				who += ", " + p.Agency
			}
			if p.Lived {
				who += " (expert by experience)"
			}
			add("On the panel", who)
		}
		if f.Criteria > 0 {
			add("Published criteria", fmt.Sprintf("Version %d", f.Criteria))
		}
		addMarks(f.Marks, add)
		add("Views", f.Views)
		if f.Recommend != "" {
			add("Recommendation", f.Recommend.Word())
		}
	case ReferralReconsidered:
		add("Asked by", f.By)
	}
}

func addMarks(marks []CriterionMark, add func(heading, text string)) {
	for _, m := range marks {
		add(m.Found.Word(), m.Text)
	}
}

func (h TellHow) wordOr(none string) string {
	if h == "" {
		return none
	}
	return h.Word()
}

// Lines are what a referral says, in the order in which it asks.
func (f ReferralForm) Lines() (lines []Line) {
	f.lines(func(heading, text string) {
		if text != "" {
			lines = append(lines, Line{heading, text})
		}
	})
	return lines
}

func (f ReferralForm) lines(add func(heading, text string)) {
	known := func(heading, word, value string) {
		if value != "" {
			add(heading, word)
		}
	}
	if f.CameOn != 0 {
		add("It came", f.CameBy.Word()+", on "+f.CameOn.Long())
	}
	if f.WrittenBy != "" {
		add("Written down", "By "+f.WrittenBy+", on "+f.WrittenOn.Long())
	}
	add("About", strings.TrimSpace(f.Given+" "+f.Family))
	add("Likes to be called", f.Preferred)
	add("Date of birth", f.BirthDate.Long())
	add("NHS number, as it was given", FormatNHSNumber(f.NHSNumber))
	add("Address", strings.TrimSpace(f.Address+"\n"+f.Postcode))
	add("GP practice", f.Practice)
	add("How to reach them", f.Reach)
	add("How to talk with them", f.Needs)
	known("Autistic", f.Autism.Word(), string(f.Autism))
	known("Learning disability", f.Disability.Word(), string(f.Disability))
	known("Referred by", f.Who.Word(), string(f.Who))
	add("Name", f.Name)
	add("What they are to the person", f.Relation)
	add("Organisation", f.Organisation)
	add("Phone", f.Phone)
	add("Email", f.Email)
	add("Address to write to", f.Post)
	known("Wants to be answered", f.Tell.Word(), string(f.Tell))
	add("Why now", f.WhyNow)
	add("What has been tried", f.Tried)
	add("What adds to the risk", strings.Join(f.Risks, "; "))
	add("More about the risk", f.RiskWords)
	add("What would help", f.WouldHelp)
	known("Does the person know", f.Knows.Word(), string(f.Knows))
	add("What the person thinks of it", f.Thinks)
	known("Does the person agree", f.Agrees.Word(), string(f.Agrees))
	add("About that", f.AgreesWords)
	if f.EasyRead {
		add("Letters to the person", "In easy read")
	}
	add("Why the person must not read this", f.Secret)
}
