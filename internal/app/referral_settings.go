package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// ReferralSettings say whether and how a register takes referrals from people
// who are not signed in.
type ReferralSettings struct {
	Open bool `json:"open"`
	// Name is what people outside know the area as: Northshire.
	Name string `json:"name"`
	// Phone, Email and Post are where people can ask.
	Phone string `json:"phone"`
	Email string `json:"email"`
	Post  string `json:"post"`
	Hours string `json:"hours"` // when somebody answers the phone
	// DraftDays is for how long a referral is kept that was begun and not sent.
	DraftDays int `json:"draft_days"`
	// LookAgainDays is within how many days a decision is looked at again that
	// somebody asked about. No rule of the clock gives a number, so it is the
	// area's own.
	LookAgainDays int `json:"look_again_days"`
	// Letter and LetterEasy end each letter, in plain English and in easy read.
	Letter     string `json:"letter,omitempty"`
	LetterEasy string `json:"letter_easy,omitempty"`
}

// maxLetter is how many characters an area may say of its own in each letter.
const maxLetter = 1000

// letterOf is what the area says in each letter: in easy read nothing that was
// not written for it.
func (s ReferralSettings) letterOf(easy bool) string {
	if easy {
		return s.LetterEasy
	}
	return s.Letter
}

// Contact says where people can ask, a line for each way.
func (s ReferralSettings) Contact() []string {
	var lines []string
	if s.Phone != "" {
		line := "Phone " + s.Phone
		if s.Hours != "" {
			line += " (" + s.Hours + ")"
		}
		lines = append(lines, line)
	}
	if s.Email != "" {
		lines = append(lines, "Email "+s.Email)
	}
	if s.Post != "" {
		lines = append(lines, "Write to "+s.Post)
	}
	return lines
}

// otherWays says in one sentence where people can ask.
func (s ReferralSettings) otherWays() string { return strings.Join(s.Contact(), ". ") + "." }

const settingOfReferrals = "referrals"

// Limits of DraftDays and LookAgainDays. No law or policy gives a number.
const (
	usualDraftDays     = 14
	mostDraftDays      = 60
	usualLookAgainDays = 28
	mostLookAgainDays  = 90
)

// lookAgainBy is the day by which a referral is looked at again; zero where
// nobody waits for that.
func (s ReferralSettings) lookAgainBy(r *casefile.ReferralState) civil.Date {
	if r.Stage() != casefile.StageReconsider {
		return 0
	}
	return r.Reconsider.On + civil.Date(s.LookAgainDays)
}

func readReferralSettings(register store.Register) (ReferralSettings, error) {
	s := ReferralSettings{Name: register.Name, DraftDays: usualDraftDays, LookAgainDays: usualLookAgainDays}
	var all map[string]json.RawMessage
	err := json.Unmarshal([]byte(register.Settings), &all)
	if chosen, ok := all[settingOfReferrals]; err == nil && ok {
		err = json.Unmarshal(chosen, &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading the settings of referrals: %w", err)
	}
	if s.DraftDays < 1 || s.DraftDays > mostDraftDays {
		s.DraftDays = usualDraftDays
	}
	if s.LookAgainDays < 1 || s.LookAgainDays > mostLookAgainDays {
		s.LookAgainDays = usualLookAgainDays
	}
	return s, nil
}

func (a *App) referralSettings(ctx context.Context, register string) (ReferralSettings, error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return ReferralSettings{}, fail(err, "reading register %s", register)
	}
	return readReferralSettings(r)
}

// ReferralSettings are those of the actor's register.
func (a *App) ReferralSettings(ctx context.Context, actor access.Actor) (ReferralSettings, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return ReferralSettings{}, err
	}
	return a.referralSettings(ctx, actor.Register)
}

// SetReferralSettings changes those of the actor's register.
func (a *App) SetReferralSettings(ctx context.Context, actor access.Actor, s ReferralSettings) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	for _, text := range []*string{&s.Name, &s.Phone, &s.Email, &s.Post, &s.Hours, &s.Letter, &s.LetterEasy} {
		*text = strings.TrimSpace(*text)
	}
	var r casefile.Refusals
	need := func(ok bool, field, text string) {
		if !ok {
			r = append(r, casefile.Refusal{Field: field, Text: text})
		}
	}
	need(s.Name != "", "name", "Enter the name by which people know the area")
	need(!s.Open || s.Phone+s.Email+s.Post != "", "phone", "Give a phone number, an email address or a postal address at which people can ask")
	for field, text := range map[string]string{"letter": s.Letter, "letter_easy": s.LetterEasy} {
		need(len([]rune(text)) <= maxLetter, field, fmt.Sprintf("Write %d characters or fewer", maxLetter))
	}
	need(s.DraftDays >= 1 && s.DraftDays <= mostDraftDays, "draft_days", fmt.Sprintf("Give a number of days from 1 to %d", mostDraftDays))
	need(s.LookAgainDays >= 1 && s.LookAgainDays <= mostLookAgainDays, "look_again_days", fmt.Sprintf("Give a number of days from 1 to %d", mostLookAgainDays))
	if len(r) > 0 {
		return r
	}
	return fail(a.changeSetting(ctx, actor, settingOfReferrals, "change referrals", s), "changing how referrals are taken")
}

// ReferralsTo is a register that takes referrals from outside, as people outside
// see it.
type ReferralsTo struct {
	Register string
	ReferralSettings
}

// errNoReferrals is said of a register that there is not and of one that takes
// no referrals from outside alike.
var errNoReferrals = &Error{Kind: NotFound, Text: "No referrals can be made here. Check the address, or ask whoever gave it to you."}

// ReferralsTo is the register of a code, if it takes referrals from the actor:
// from anyone if it is open to them, else from who is signed in and may refer.
func (a *App) ReferralsTo(ctx context.Context, actor access.Actor, register string) (ReferralsTo, error) {
	r, err := a.store.Register(ctx, register)
	if errors.Is(err, store.ErrNotFound) {
		return ReferralsTo{}, errNoReferrals
	}
	if err != nil {
		return ReferralsTo{}, fail(err, "reading register %s", register)
	}
	s, err := readReferralSettings(r)
	if err != nil {
		return ReferralsTo{}, err
	}
	if r.Closed() || !s.Open && !refersHere(actor, register) {
		return ReferralsTo{}, errNoReferrals
	}
	return ReferralsTo{register, s}, nil
}

// WritesDown reports whether the actor may write down in a register a referral
// that came another way, with the day on which it came: who decides on them there.
func WritesDown(actor access.Actor, register string) bool {
	return refersHere(actor, register) && access.Can(actor, access.Triage).Allowed
}

// refersHere reports whether the actor is signed in to a register and may refer
// to it.
func refersHere(actor access.Actor, register string) bool {
	return actor.Register == register && access.Can(actor, access.Refer).Allowed
}
