package app

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/document"
)

// ReferralLetter is what a letter about a referral is for.
type ReferralLetter string

const (
	LetterAcknowledges ReferralLetter = "acknowledged"
	LetterAsks         ReferralLetter = "asked"   // for more information
	LetterTells        ReferralLetter = "outcome" // what was decided
	LetterAgain        ReferralLetter = "again"   // that it is looked at again
)

// Word is what the letter is for, as people say it.
func (l ReferralLetter) Word() string {
	switch l {
	case LetterAcknowledges:
		return "That the referral has come, and what happens next"
	case LetterAsks:
		return "That you want to know more"
	case LetterTells:
		return "What was decided"
	case LetterAgain:
		return "That you look at it again"
	}
	return string(l)
}

// LetterTo is whom a letter about a referral is to.
type LetterTo string

const (
	ToPerson       LetterTo = "person"
	ToParent       LetterTo = "parent"        // or guardian, of somebody under 16
	ToReferrer     LetterTo = "referrer"      // not what was decided
	ToReferrerFull LetterTo = "referrer-full" // what was decided as well: they may know
)

// ReferralLetterForm says which letter is written, to whom and how.
type ReferralLetterForm struct {
	Referral string
	Letter   ReferralLetter
	To       LetterTo
	PaperForm
}

// ReferralLetters is what can be written about a referral, and to whom.
type ReferralLetters struct {
	PersonView
	State    *casefile.ReferralState // nil of somebody who was not referred
	Settings ReferralSettings
	Offers   []LetterOffer
	NoParent bool // a child wrote about themself, and nobody has recorded that a parent may know
	EasyRead bool // the person needs easy read
	Email    ReferralEmail
}

// Address is where a letter to somebody goes; "" where nobody has written it.
func (l *ReferralLetters) Address(to LetterTo) string {
	if to == ToPerson || to == ToParent {
		return addressOf(l.Case, l.State)
	}
	return l.State.Form.Post
}

// LetterOffer is a letter that can be written now, and to whom.
type LetterOffer struct {
	Letter ReferralLetter
	To     []LetterTo
}

// offers reports whether a letter can be written to somebody now.
func (l *ReferralLetters) offers(letter ReferralLetter, to LetterTo) bool {
	return slices.ContainsFunc(l.Offers, func(o LetterOffer) bool { return o.Letter == letter && slices.Contains(o.To, to) })
}

// ReferralLetters is about the referral with a reference, or the latest without
// one.
func (a *App) ReferralLetters(ctx context.Context, actor access.Actor, caseID, reference string) (ReferralLetters, error) {
	return a.referralLetters(ctx, actor, caseID, reference, AsAt{For: "letters about a referral"})
}

func (a *App) referralLetters(ctx context.Context, actor access.Actor, caseID, reference string, at AsAt) (ReferralLetters, error) {
	if err := authorise(actor, access.Triage); err != nil {
		return ReferralLetters{}, err
	}
	v, err := a.Person(ctx, actor, caseID, at)
	if err != nil {
		return ReferralLetters{}, err
	}
	if v.Sight < access.Whole {
		return ReferralLetters{}, &Error{Kind: Forbidden, Text: "You do not see all of this record, so not who referred them."}
	}
	l := ReferralLetters{PersonView: v}
	if l.Settings, err = a.referralSettings(ctx, actor.Register); err != nil {
		return l, err
	}
	if n := len(v.Case.Referrals); reference == "" && n > 0 {
		l.State = &v.Case.Referrals[n-1]
	} else if reference != "" {
		state, ok := v.Case.Referral(reference)
		if !ok {
			return l, invalid("", "There is no such referral in this record")
		}
		l.State = state
	}
	if l.State == nil {
		return l, nil
	}
	l.EasyRead = l.State.Form.EasyRead || v.Case.Helps != nil && slices.Contains(v.Case.Helps.Formats, "easy-read")
	l.NoParent = underSixteen(v.Case, a.Today()) && askedThemself(l.State) && !parentTold(v.Case)
	l.Offers = lettersOf(v.Case, l.State, v.Marks, a.Today())
	l.Email, err = a.referralEmail(ctx, actor.Register, &l)
	return l, err
}

// lettersOf are the letters that can be written of a referral as it stands, that
// which comes next first. What is kept from who asks is in none of them, and what
// was marked as sensitive is in none either.
func lettersOf(c *casefile.Case, r *casefile.ReferralState, marks map[int]access.Mark, today civil.Date) (offers []LetterOffer) {
	var to, full, own []LetterTo
	if c.Died == 0 {
		own = []LetterTo{ToPerson}
		if parentMayKnow(c, r, today) {
			own = append(own, ToParent)
		}
		to = slices.Clone(own)
	}
	full = slices.Clone(to)
	if r.Received.Withheld == "" && r.Form.Name != "" && r.Form.Who != casefile.Themself {
		to, full = append(to, ToReferrer), append(full, ToReferrer, ToReferrerFull)
	}
	offer := func(letter ReferralLetter, to []LetterTo) {
		if len(to) > 0 {
			offers = append(offers, LetterOffer{letter, to})
		}
	}
	if r.Stage() == casefile.StageWithdrawn {
		return nil
	}
	if r.Decided != nil && r.Reconsider == nil && r.Decided.Withheld == "" {
		offer(LetterTells, full)
	}
	if r.Reconsider != nil {
		// Who may not know what was decided is not told that somebody questions it.
		offer(LetterAgain, slices.DeleteFunc(slices.Clone(full), func(to LetterTo) bool { return to == ToReferrer }))
	}
	if r.Asked != nil && r.Asked.Withheld == "" && marks[r.Asked.Seq] == "" {
		asked, _ := r.Asked.Fact.(casefile.ReferralAsked)
		switch {
		case asked.Of == casefile.AskedPerson && slices.Contains(to, ToPerson):
			offer(LetterAsks, own)
		case asked.Of == casefile.AskedReferrer && slices.Contains(to, ToReferrer):
			offer(LetterAsks, []LetterTo{ToReferrer})
		case asked.Of == casefile.AskedReferrer && r.Form.Who == casefile.Themself && slices.Contains(to, ToPerson):
			offer(LetterAsks, []LetterTo{ToPerson})
		}
	}
	if r.Decided == nil {
		offer(LetterAcknowledges, to)
	}
	return offers
}

// parentMayKnow reports whether a letter about a referral can go to the parent or
// guardian of somebody under 16: not of a child who was found able to decide alone
// and did, nor of one of whom it was chosen not to share with family. Of a child
// who wrote about themself it can only once it is recorded that a parent may know:
// the letter would be the first that they hear of it.
func parentMayKnow(c *casefile.Case, r *casefile.ReferralState, today civil.Date) bool {
	if !underSixteen(c, today) || askedThemself(r) && !parentTold(c) {
		return false
	}
	decidesAlone := c.RegisterConsent != nil && c.RegisterConsent.Basis == casefile.Own
	return !decidesAlone && !slices.Contains(c.NotWith(), casefile.WithFamily)
}

func underSixteen(c *casefile.Case, today civil.Date) bool {
	born := c.Details.BirthDate
	return born != 0 && born.AgeOn(today) < casefile.FromOwn
}

// askedThemself reports whether the person referred themself.
func askedThemself(r *casefile.ReferralState) bool { return r.By == casefile.BySelf }

// parentTold reports whether somebody recorded what shows that a parent may know:
// a parent decided about the register, or family is among those with whom to
// share.
func parentTold(c *casefile.Case) bool {
	family, asked := c.SharingWith(casefile.WithFamily)
	return c.RegisterConsent != nil && c.RegisterConsent.Basis == casefile.Parent || asked && family.Choice == casefile.Yes
}

// WriteReferralLetter writes a letter about a referral. That it was made is
// noted; that it was sent is not, for nobody knows it yet.
func (a *App) WriteReferralLetter(ctx context.Context, actor access.Actor, caseID string, form ReferralLetterForm, w io.Writer) error {
	l, err := a.referralLetters(ctx, actor, caseID, form.Referral, AsAt{For: "a letter to print: " + string(form.Letter)})
	if err != nil {
		return err
	}
	if l.State == nil || !l.offers(form.Letter, form.To) {
		return &Error{Kind: Invalid, Text: "This letter cannot be written as the referral stands. Go back to the letters and choose one of those."}
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return err
	}
	register, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return fail(err, "reading register %s", actor.Register)
	}
	d := &document.Document{Foot: "The register team, " + cmp.Or(l.Settings.Name, register.Name), At: a.now(), Large: form.EasyRead}
	writeLetter(d, letterWords(form, l.State), a.letterFacts(&l, form, register.Code, rules))
	if form.HTML {
		return fail(d.WriteHTML(w), "writing a letter")
	}
	return fail(d.WritePDF(w), "writing a letter")
}

// letterFacts are what belongs to one letter.
type letterFacts struct {
	slots   map[string]string // in braces
	is      map[string]bool   // conditions
	words   map[string]string // what somebody wrote
	contact []string
	own     string // what the area says in each letter
	to      string // name and address
	on      civil.Date
	easy    bool
}

func (a *App) letterFacts(l *ReferralLetters, form ReferralLetterForm, register string, rules *clock.Rulebook) letterFacts {
	c, r := l.Case, l.State
	receipt := ReferralReceipt{Reference: r.ID, Received: r.Received.On}
	receipt.days(rules, c)
	if by := l.Settings.lookAgainBy(r); by != 0 {
		receipt.Decide = by
	}
	f := letterFacts{contact: l.Settings.Contact(), own: l.Settings.letterOf(form.EasyRead), on: a.Today(), easy: form.EasyRead}
	f.slots = map[string]string{
		"area": l.Settings.Name, "reference": r.ID, "received": r.Received.On.Long(), "decide": receipt.Decide.Long(),
		"name": c.Name(), "referrer": r.Form.Name, "criteria": "", "decided": "",
		// Of whom it is about, whoever referred reads their own words alone: what the
		// register has may come from somebody else.
		"about": cmp.Or(strings.TrimSpace(r.Form.Given+" "+r.Form.Family), r.Form.Preferred),
	}
	if len(f.contact) == 0 {
		f.contact = []string{"The register team, " + l.Settings.Name}
	}
	if a.home != "" && l.Settings.Open {
		f.slots["criteria"] = a.home + "/criteria/" + register
	}
	f.words = map[string]string{"asked": "", "reason": "", "signposting": ""}
	if r.Decided != nil {
		d, _ := r.Decided.Fact.(casefile.ReferralDecision)
		f.slots["decided"], f.words["reason"], f.words["signposting"] = r.Decided.On.Long(), d.Reason, d.Signposting
	}
	if r.Decided != nil && l.Marks[r.Decided.Seq] != "" {
		f.words["reason"], f.words["signposting"] = "", "" // marked for not everyone to read
	}
	if r.Asked != nil {
		asked, _ := r.Asked.Fact.(casefile.ReferralAsked)
		f.words["asked"] = asked.What
	}
	self, full := r.Form.Who == casefile.Themself, form.To == ToReferrerFull
	consent := c.RegisterConsent
	f.is = map[string]bool{
		"self": self, "other": !self, "full": full, "little": !full,
		"decide": receipt.Decide != 0 && (r.Decided == nil || r.Reconsider != nil), "no-day": receipt.Decide == 0,
		"criteria": f.slots["criteria"] != "", "no-criteria": f.slots["criteria"] == "",
		"unasked": consent == nil || consent.Decision != casefile.Given,
	}
	f.to = r.Form.Name
	switch form.To {
	case ToPerson:
		f.to = c.Name()
	case ToParent:
		f.to = "The parent or guardian of " + c.Name()
	}
	f.to = strings.TrimSpace(f.to + "\n" + l.Address(form.To))
	return f
}

// addressOf is where the person lives: as it is recorded, or as it was written in
// the referral where it is of somebody new.
func addressOf(c *casefile.Case, r *casefile.ReferralState) string {
	at := c.Address
	if at == (casefile.Address{}) && !r.Known {
		at = casefile.Address{Lines: r.Form.Address, Postcode: r.Form.Postcode}
	}
	return strings.TrimSpace(at.Lines + "\n" + at.Postcode)
}

// letterPart is a part of the words of a letter: one of heading, say, list, words
// and contact.
type letterPart struct {
	When    []string `yaml:"when"`
	Heading string   `yaml:"heading"`
	Say     string   `yaml:"say"`
	List    []string `yaml:"list"`
	Words   string   `yaml:"words"`
	Contact bool     `yaml:"contact"`
}

// letterText is the words of a letter in plain English or easy read.
type letterText struct {
	Title string       `yaml:"title"`
	Parts []letterPart `yaml:"parts"`
}

// letterTexts are those of a letter, to the person or to whoever referred them.
type letterTexts map[LetterTo]struct {
	Plain letterText `yaml:"plain"`
	Easy  letterText `yaml:"easy"`
}

//go:embed referral_letters.yaml
var referralLettersYAML []byte

// allLetters are the words of all letters: by what was decided in place of
// LetterTells.
var allLetters = sync.OnceValue(func() map[string]letterTexts {
	var text struct {
		Format       string      `yaml:"format"`
		Acknowledged letterTexts `yaml:"acknowledged"`
		Asked        letterTexts `yaml:"asked"`
		Accepted     letterTexts `yaml:"accepted"`
		Declined     letterTexts `yaml:"declined"`
		Again        letterTexts `yaml:"again"`
	}
	d := yaml.NewDecoder(bytes.NewReader(referralLettersYAML))
	d.KnownFields(true)
	if err := d.Decode(&text); err != nil || text.Format != "homeward.letters/1" {
		panic(fmt.Sprint("app: referral_letters.yaml: ", text.Format, err)) // a test reads it
	}
	return map[string]letterTexts{
		string(LetterAcknowledges): text.Acknowledged, string(LetterAsks): text.Asked, string(casefile.Accepted): text.Accepted, string(casefile.Declined): text.Declined,
		string(LetterAgain): text.Again,
	}
})

func letterWords(form ReferralLetterForm, r *casefile.ReferralState) letterText {
	which, to := string(form.Letter), form.To
	if form.Letter == LetterTells {
		which = string(r.Outcome())
	}
	if to == ToReferrerFull {
		to = ToReferrer
	}
	text := allLetters()[which][to]
	if form.EasyRead {
		return text.Easy
	}
	return text.Plain
}

// writeLetter puts what belongs to one letter into its words.
func writeLetter(d *document.Document, text letterText, f letterFacts) {
	d.Title = f.fill(text.Title)
	if f.to != "" {
		d.Paragraph(f.to)
	}
	d.Paragraph(f.on.Long())
	writeParts(d, text.Parts, f)
	writeOwnWords(d, f.own, f.easy)
}

// fill puts what belongs to one letter in the place of each slot.
func (f letterFacts) fill(text string) string {
	var pairs []string
	for slot, value := range f.slots {
		pairs = append(pairs, "{"+slot+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func writeParts(d *document.Document, parts []letterPart, f letterFacts) {
	var lines []document.Line // of one list, from parts that follow one another
	flush := func() {
		writeList(d, lines, f.easy)
		lines = nil
	}
	// A record that was brought in may have a decision without a reason: then its
	// heading is left out as well.
	none := func(part letterPart) bool { return part.Words != "" && strings.TrimSpace(f.words[part.Words]) == "" }
	for i, part := range parts {
		if slices.ContainsFunc(part.When, func(condition string) bool { return !f.is[condition] }) {
			continue
		}
		if none(part) || part.Heading != "" && i+1 < len(parts) && none(parts[i+1]) {
			continue
		}
		switch {
		case part.Contact:
			for _, way := range f.contact {
				lines = append(lines, document.Line{Picture: pictureOfContact(way), Text: way})
			}
		case part.Words != "" && f.easy:
			lines = append(lines, unpictured(sentences(f.words[part.Words]))...)
		}
		for _, item := range part.List {
			lines = append(lines, document.Line{Picture: pictureOf()[item], Text: f.fill(item)})
		}
		switch {
		case part.Heading != "":
			flush()
			d.Heading(f.fill(part.Heading))
		case part.Say != "":
			flush()
			d.Paragraph(f.fill(part.Say))
		case part.Words != "" && !f.easy:
			flush()
			d.Paragraph(f.words[part.Words])
		}
	}
	flush()
}

// writeList writes the lines of a list: in easy read with their pictures.
func writeList(d *document.Document, lines []document.Line, easy bool) {
	if easy && len(lines) > 0 {
		d.Pictured(lines...)
		return
	}
	var items []string
	for _, line := range lines {
		items = append(items, line.Text)
	}
	if len(items) > 0 {
		d.List(items...)
	}
}

// writeOwnWords ends a letter with what the area says in each of its letters.
func writeOwnWords(d *document.Document, words string, easy bool) {
	if words == "" {
		return
	}
	if easy {
		d.Pictured(unpictured(sentences(words))...)
		return
	}
	d.Paragraph(words)
}
