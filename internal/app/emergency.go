package app

import (
	"cmp"
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
	actTooOften = "emergency, too many tries"
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
	settings, err := a.accessSettings(ctx, actor.Register)
	if err != nil {
		return Opened{}, err
	}
	var opened Opened
	var refused error // that is noted, so that the transaction is committed
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		var err error
		opened, refused, err = a.openInEmergency(ctx, tx, actor, f, settings.emergency())
		return err
	})
	return opened, fail(cmp.Or(err, refused), "opening a record in an emergency")
}

// openInEmergency opens the record within a transaction. Refused is the answer
// where nobody is found, which is noted, or nobody may be looked for just now.
func (a *App) openInEmergency(ctx context.Context, tx *store.Tx, actor access.Actor, f EmergencyFind, lasts time.Duration) (opened Opened, refused, err error) {
	// Many tries at once are no more than as many one after the other.
	if err := tx.HoldUser(actor.UserID); err != nil {
		return opened, nil, err
	}
	now := a.now().UTC()
	tries, err := tx.CountActs(actor.UserID, actNotFound, now.Add(-EmergencyWindow))
	if err != nil {
		return opened, nil, err
	}
	if tries >= EmergencyTries {
		act := a.audit(actor, access.OpenInEmergency, actTooOften, "", "")
		act.Kind, act.Purpose = store.Refused, string(access.Emergency)
		return opened, &Error{Kind: Locked, Text: "You looked for somebody too often without finding them. Wait 15 minutes. If it cannot wait, ring the register coordinator or whoever is on call."}, tx.Audit(act)
	}
	var id string
	if f.NHSNumber != "" {
		id, err = tx.FindExactly(f.NHSNumber, f.BirthDate)
	} else {
		var found []string
		if found, err = tx.FindByName(f.Given, f.Family, f.BirthDate); len(found) == 1 {
			id = found[0]
		}
	}
	if err != nil {
		return opened, nil, err
	}
	if id == "" {
		act := a.audit(actor, access.OpenInEmergency, actNotFound, "", "")
		act.Kind, act.Purpose = store.Searched, string(access.Emergency)
		refused := invalid("nhs_number", "Nobody in this register has exactly these details. Check each of them. There may also be two people with the same name: then the NHS number is needed")
		return opened, refused, tx.Audit(act)
	}
	opened.Case = id
	_, l, err := a.seeIn(ctx, tx, actor, access.SeePerson, id)
	if err == nil && l.Sight == access.Whole {
		return opened, nil, nil
	}
	if err != nil && As(err).Kind != NotFound {
		return opened, nil, err
	}
	opened.Until = now.Add(lasts)
	if err := tx.OpenInEmergency(store.Emergency{
		ID: NewID(), Case: id, UserID: actor.UserID, UserName: actor.Name, Role: string(access.RoleFor(actor, access.OpenInEmergency)),
		Reason: f.Reason, ClosesAt: opened.Until,
	}); err != nil {
		return opened, nil, err
	}
	act := a.audit(actor, access.OpenInEmergency, actOpened, id, "until "+opened.Until.Format(time.RFC3339))
	act.Purpose = string(access.Emergency)
	return opened, nil, tx.Audit(act)
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

// EmergenciesToLookAt is how many nobody has looked at, with how many records
// are restricted to nobody; 0 for who does not look at them.
func (a *App) EmergenciesToLookAt(ctx context.Context, actor access.Actor) (int, error) {
	if !access.Can(actor, access.ReviewEmergency).Allowed {
		return 0, nil
	}
	_, open, err := a.store.CountEmergencies(ctx, actor.Register)
	if err != nil {
		return 0, fail(err, "counting what was opened")
	}
	unkept, err := a.RestrictedToNobody(ctx, actor)
	return open + len(unkept), err
}

// RestrictedToNobody are those whose record is restricted, and nobody is named
// on it any more who may end that: all have left, or do other work. They are on
// the lists of nobody who keeps the register, so information governance is told.
func (a *App) RestrictedToNobody(ctx context.Context, actor access.Actor) (unkept []store.RestrictedPerson, err error) {
	if err := authorise(actor, access.ReviewEmergency); err != nil {
		return nil, err
	}
	restricted, err := a.store.RestrictedPeople(ctx, actor.Register, a.Today())
	if err != nil {
		return nil, fail(err, "listing restricted records")
	}
	return unkeptOf(restricted), nil
}

func unkeptOf(restricted []store.RestrictedPerson) (unkept []store.RestrictedPerson) {
	for _, p := range restricted {
		if !mayRestrict(rolesOf(p.Roles)) {
			unkept = append(unkept, p)
		}
	}
	return unkept
}

// mayRestrict reports whether someone with these roles may restrict records, and
// open them again.
func mayRestrict(roles []access.Role) bool {
	return access.Can(access.Actor{UserID: "someone", Roles: roles}, access.Restrict).Allowed
}

// Keepers are the users of the actor's register who may be named on a record that
// is restricted to nobody, by name.
func (a *App) Keepers(ctx context.Context, actor access.Actor) ([]InvolvedUser, error) {
	if err := authorise(actor, access.ReviewEmergency); err != nil {
		return nil, err
	}
	users, err := a.involvable(ctx, actor.Register)
	return slices.DeleteFunc(users, func(u InvolvedUser) bool { return !mayRestrict(u.Roles) }), err
}

// NameKeeper names somebody who keeps the register on a record that is restricted
// to nobody. The actor sees no more of the record than that there is one.
func (a *App) NameKeeper(ctx context.Context, actor access.Actor, caseID, userID string) error {
	users, err := a.Keepers(ctx, actor)
	if err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		restricted, err := tx.RestrictedPeople()
		if err != nil {
			return err
		}
		var refusals casefile.Refusals
		if !slices.ContainsFunc(unkeptOf(restricted), func(p store.RestrictedPerson) bool { return p.Case == caseID }) {
			refusals = append(refusals, casefile.Refusal{Field: "record", Text: "Choose whose record"})
		}
		if !slices.ContainsFunc(users, func(u InvolvedUser) bool { return u.ID == userID }) {
			refusals = append(refusals, casefile.Refusal{Field: "keeper", Text: "Choose who is to look after it"})
		}
		if len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		return a.involve(tx, actor, access.ReviewEmergency, Involvement{Case: caseID, UserID: userID, Relation: string(access.Named), Since: a.Today()})
	}), "naming somebody on case %s", caseID)
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
