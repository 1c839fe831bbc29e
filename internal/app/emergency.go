package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Limits of looking for somebody in an emergency, for each user.
const (
	EmergencyTries  = 5 // that found nobody, within EmergencyWindow
	EmergencyWindow = 15 * time.Minute
	LeastReason     = 10 // characters
)

const (
	actOpened   = "open in an emergency"
	actNotFound = "emergency, nobody found"
)

// EmergencyFind says whose record is to be opened, and why. It is found by the
// NHS number and the date of birth, or by the name and the date of birth.
type EmergencyFind struct {
	NHSNumber     string
	Given, Family string
	BirthDate     civil.Date
	Reason        string
}

// check refuses what is missing, by the fields of the form.
func (f *EmergencyFind) check(today civil.Date) (refusals casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
		}
	}
	f.Given, f.Family, f.Reason = strings.TrimSpace(f.Given), strings.TrimSpace(f.Family), strings.TrimSpace(f.Reason)
	if typed := strings.TrimSpace(f.NHSNumber); typed != "" {
		digits, err := casefile.ParseNHSNumber(typed)
		refuse(err != nil, "nhs_number", "Enter a valid NHS number: 10 digits, such as 999 123 4578")
		f.NHSNumber = digits
	} else {
		refuse(f.Given == "" && f.Family == "", "nhs_number", "Enter the NHS number, or the given name and the family name")
		refuse(f.Given == "" && f.Family != "", "given_name", "Enter the given name too, or what they like to be called")
		refuse(f.Given != "" && f.Family == "", "family_name", "Enter the family name too")
	}
	refuse(f.BirthDate == 0, "birth_date", "Enter the date of birth")
	refuse(f.BirthDate > today, "birth_date", "The date of birth must be in the past")
	n := len([]rune(f.Reason))
	refuse(n < LeastReason, "reason", "Say in a few words what the emergency is")
	refuse(n > maxReason, "reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
	return refusals
}

// Opened is a record that somebody opened.
type Opened struct {
	Case string
	// Until is when it closes; zero when the actor sees the whole record anyway
	// and nothing was opened.
	Until time.Time
}

// OpenInEmergency opens one person's record for the actor alone, for a time.
// It lists nobody: whoever is not found exactly is not found, and is noted.
func (a *App) OpenInEmergency(ctx context.Context, actor access.Actor, f EmergencyFind) (Opened, error) {
	if err := authorise(actor, access.OpenInEmergency); err != nil {
		return Opened{}, err
	}
	if refusals := f.check(a.Today()); len(refusals) > 0 {
		return Opened{}, &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
	}
	now := a.now().UTC()
	tries, err := a.store.CountActs(ctx, actor.Register, actor.UserID, actNotFound, now.Add(-EmergencyWindow))
	if err != nil {
		return Opened{}, fail(err, "counting tries")
	}
	if tries >= EmergencyTries {
		return Opened{}, &Error{Kind: Locked, Text: "You looked for somebody too often without finding them. Wait 15 minutes. If it cannot wait, ring the register coordinator or whoever is on call."}
	}
	var id string
	if f.NHSNumber != "" {
		id, err = a.store.FindExactly(ctx, actor.Register, f.NHSNumber, f.BirthDate)
	} else {
		var found []string
		if found, err = a.store.FindByName(ctx, actor.Register, f.Given, f.Family, f.BirthDate); len(found) == 1 {
			id = found[0]
		}
	}
	if err != nil {
		return Opened{}, fail(err, "finding somebody in an emergency")
	}
	if id == "" {
		act := a.audit(actor, access.OpenInEmergency, actNotFound, "", "")
		act.Kind, act.Purpose = store.Searched, string(access.Emergency)
		if err := a.store.Record(ctx, act); err != nil {
			return Opened{}, fail(err, "noting a try")
		}
		return Opened{}, invalid("nhs_number", "Nobody in this register has exactly these details. Check each of them. There may also be two people with the same name: then the NHS number is needed")
	}
	settings, err := a.accessSettings(ctx, actor.Register)
	if err != nil {
		return Opened{}, err
	}
	opened := Opened{Case: id}
	return opened, fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		_, l, err := a.seeIn(ctx, tx, actor, access.SeePerson, id)
		if err == nil && l.Sight == access.Whole {
			opened.Until = time.Time{}
			return nil
		}
		if err != nil && As(err).Kind != NotFound {
			return err
		}
		opened.Until = now.Add(settings.emergency())
		if err := tx.OpenInEmergency(store.Emergency{
			ID: NewID(), Case: id, UserID: actor.UserID, UserName: actor.Name, Role: string(access.RoleFor(actor, access.OpenInEmergency)),
			Reason: f.Reason, ClosesAt: opened.Until,
		}); err != nil {
			return err
		}
		act := a.audit(actor, access.OpenInEmergency, actOpened, id, "until "+opened.Until.Format(time.RFC3339))
		act.Purpose = string(access.Emergency)
		return tx.Audit(act)
	}), "opening a record in an emergency")
}

// EmergencyOutcomes are what can come of looking at an opening, in the order
// to offer them.
var EmergencyOutcomes = []EmergencyOutcome{"justified", "relation-missing", "not-justified", "taken-further"}

// EmergencyOutcome is what came of it.
type EmergencyOutcome string

// Word is the outcome as people say it.
func (o EmergencyOutcome) Word() string {
	switch o {
	case "justified":
		return "It was an emergency"
	case "relation-missing":
		return "They should have had a relation to the person, which is put right"
	case "not-justified":
		return "It was not justified, and they were told"
	case "taken-further":
		return "It is taken further as an incident"
	}
	return string(o)
}

// EmergencyList is a page of what was opened.
type EmergencyList struct {
	Rows        []store.Emergency
	Total       int
	NotLookedAt int
	Page, Pages int
	Size        int
}

const emergenciesShown = 50

// Emergencies is what was opened in emergencies, the latest first.
func (a *App) Emergencies(ctx context.Context, actor access.Actor, page int) (list EmergencyList, err error) {
	if err := authorise(actor, access.ReviewEmergency); err != nil {
		return list, err
	}
	if list.Total, list.NotLookedAt, err = a.store.CountEmergencies(ctx, actor.Register); err != nil {
		return list, fail(err, "counting what was opened")
	}
	list.Size = emergenciesShown
	list.Pages = max(1, (list.Total+list.Size-1)/list.Size)
	list.Page = min(max(1, page), list.Pages)
	list.Rows, err = a.store.Emergencies(ctx, actor.Register, list.Size, (list.Page-1)*list.Size)
	return list, fail(err, "listing what was opened")
}

// EmergenciesToLookAt is how many nobody has looked at; 0 for who does not look
// at them.
func (a *App) EmergenciesToLookAt(ctx context.Context, actor access.Actor) (int, error) {
	if !access.Can(actor, access.ReviewEmergency).Allowed {
		return 0, nil
	}
	_, open, err := a.store.CountEmergencies(ctx, actor.Register)
	return open, fail(err, "counting what was opened")
}

// Emergency is one of them.
func (a *App) Emergency(ctx context.Context, actor access.Actor, id string) (store.Emergency, error) {
	if err := authorise(actor, access.ReviewEmergency); err != nil {
		return store.Emergency{}, err
	}
	e, err := a.store.Emergency(ctx, actor.Register, id)
	if err != nil {
		return e, fail(err, "reading what was opened")
	}
	act := a.audit(actor, access.ReviewEmergency, "see what was opened in an emergency", e.Case, e.ID)
	act.Kind, act.Purpose = store.Looked, string(access.Audit)
	return e, a.note(ctx, act)
}

// LookAtEmergency says what came of looking at one.
func (a *App) LookAtEmergency(ctx context.Context, actor access.Actor, id string, outcome EmergencyOutcome, words string) error {
	if err := authorise(actor, access.ReviewEmergency); err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	switch {
	case !slices.Contains(EmergencyOutcomes, outcome):
		return invalid("outcome", "Choose what came of it")
	case words == "" && outcome != EmergencyOutcomes[0]:
		return invalid("words", "Say what you found and what was done")
	case len([]rune(words)) > maxReason:
		return invalid("words", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
	}
	e, err := a.store.Emergency(ctx, actor.Register, id)
	if err != nil {
		return fail(err, "reading what was opened")
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if err := tx.LookAtEmergency(id, actor.Name, string(outcome), words); err != nil {
			return err
		}
		act := a.audit(actor, access.ReviewEmergency, "look at what was opened in an emergency", e.Case, id+" "+string(outcome))
		act.Purpose = string(access.Audit)
		return tx.Audit(act)
	}), "noting what came of an emergency")
}
