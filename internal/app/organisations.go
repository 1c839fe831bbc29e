package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Organisation is one that users of a register work for, or whose team is in
// it; see package store. Its Kind is one of OrganisationKinds.
type Organisation = store.Organisation

// OrganisationKind is what sort of organisation it is.
type OrganisationKind string

const (
	CareBoard       OrganisationKind = "icb"
	Trust           OrganisationKind = "trust"
	LocalAuthority  OrganisationKind = "local-authority"
	CareProvider    OrganisationKind = "provider"
	School          OrganisationKind = "school"
	AdvocacyService OrganisationKind = "advocacy"
)

// OrganisationKinds lists them, in the order to offer them.
var OrganisationKinds = []OrganisationKind{CareBoard, Trust, LocalAuthority, CareProvider, School, AdvocacyService}

// Word is the kind as people say it.
func (k OrganisationKind) Word() string {
	switch k {
	case CareBoard:
		return "Integrated care board"
	case Trust:
		return "NHS trust"
	case LocalAuthority:
		return "Local authority"
	case CareProvider:
		return "Provider"
	case School:
		return "School or college"
	case AdvocacyService:
		return "Advocacy service"
	}
	return string(k)
}

// OrganisationsOn are those of a list that there are on a day.
func OrganisationsOn(all []Organisation, day civil.Date) []Organisation {
	return slices.DeleteFunc(slices.Clone(all), func(o Organisation) bool { return !o.On(day) })
}

// OrganisationNow is the one of a list that has the place of a code on a day; see
// package store.
func OrganisationNow(all []Organisation, code string, day civil.Date) (now Organisation, ok bool) {
	return store.OrganisationNow(all, code, day)
}

// Organisations lists those of the actor's register by name, also those that
// are not yet or no longer.
func (a *App) Organisations(ctx context.Context, actor access.Actor) ([]Organisation, error) {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return nil, err
	}
	all, err := a.store.Organisations(ctx, actor.Register)
	return all, fail(err, "listing organisations")
}

// Organisation is the one of the actor's register with a code.
func (a *App) Organisation(ctx context.Context, actor access.Actor, code string) (Organisation, error) {
	all, err := a.Organisations(ctx, actor)
	if err != nil {
		return Organisation{}, err
	}
	for _, o := range all {
		if o.Code == code {
			return o, nil
		}
	}
	return Organisation{}, noOrganisation
}

var noOrganisation = &Error{Kind: NotFound, Text: "There is no such organisation in this register."}

// isOneOf reports whether a code is that of an organisation, or "" for none.
func isOneOf(all []Organisation, code string) bool {
	return code == "" || slices.ContainsFunc(all, func(o Organisation) bool { return o.Code == code })
}

// longestOrganisation is the longest name of one, in characters.
const longestOrganisation = 200

// AddOrganisation adds one to the actor's register. Without a day it is there
// from today.
func (a *App) AddOrganisation(ctx context.Context, actor access.Actor, o Organisation) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	o.Code, o.Name, o.EndsOn, o.Successor = strings.ToUpper(strings.TrimSpace(o.Code)), strings.TrimSpace(o.Name), 0, ""
	if o.From == 0 {
		o.From = a.Today()
	}
	refusals := checkOrganisation(o)
	if len(o.Code) < 2 || len(o.Code) > 20 || strings.ContainsFunc(o.Code, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') }) {
		refusals = append(casefile.Refusals{{Field: "code", Text: "The code has 2 to 20 letters, digits or hyphens, such as QXX"}}, refusals...)
	}
	if len(refusals) > 0 {
		return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
	}
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if err := tx.AddOrganisation(o); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, "add organisation", "", organisationDetail(o)))
	})
	if errors.Is(err, store.ErrExists) {
		return invalid("code", "There is an organisation with this code already")
	}
	return fail(err, "adding an organisation")
}

func checkOrganisation(o Organisation) (refusals casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
		}
	}
	refuse(o.Name == "", "name", "Enter the name of the organisation")
	refuse(utf8.RuneCountInString(o.Name) > longestOrganisation, "name", fmt.Sprintf("The name must have %d characters or fewer", longestOrganisation))
	refuse(!slices.Contains(OrganisationKinds, OrganisationKind(o.Kind)), "kind", "Choose what kind of organisation it is")
	refuse(o.EndsOn != 0 && o.EndsOn <= o.From, "from", "The first day must be before the organisation ends")
	return refusals
}

func organisationDetail(o Organisation) string {
	return fmt.Sprintf("%s “%s”, %s from %s", o.Code, o.Name, o.Kind, o.From)
}

// changeOrganisation changes one of the actor's register, as change says, which
// may refuse.
func (a *App) changeOrganisation(ctx context.Context, actor access.Actor, code, action string, change func(tx *store.Tx, o *Organisation, all []Organisation) (detail string, refusals casefile.Refusals, err error)) error {
	if err := authorise(actor, access.ManageUsers); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, err := tx.HoldRegister(); err != nil {
			return err
		}
		all, err := tx.Organisations()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o Organisation) bool { return o.Code == code })
		if i < 0 {
			return noOrganisation
		}
		o := all[i]
		detail, refusals, err := change(tx, &o, all)
		if err != nil {
			return err
		}
		if len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
		return tx.Audit(a.audit(actor, access.ManageUsers, action, "", detail))
	}), "changing an organisation")
}

// ChangeOrganisation gives one of the actor's register another name, kind and
// first day.
func (a *App) ChangeOrganisation(ctx context.Context, actor access.Actor, code, name string, kind OrganisationKind, from civil.Date) error {
	return a.changeOrganisation(ctx, actor, code, "change organisation", func(tx *store.Tx, o *Organisation, _ []Organisation) (string, casefile.Refusals, error) {
		o.Name, o.Kind, o.From = strings.TrimSpace(name), string(kind), from
		refusals := checkOrganisation(*o)
		if from == 0 {
			refusals = append(refusals, casefile.Refusal{Field: "from", Text: "Enter the first day"})
		}
		if len(refusals) > 0 {
			return "", refusals, nil
		}
		return organisationDetail(*o), nil, tx.SetOrganisation(*o)
	})
}

// EndOrganisation ends one of the actor's register on a day, which is the first
// without it, and says which takes its place: from that day its users and teams
// are those of the other. On 0 it goes on.
func (a *App) EndOrganisation(ctx context.Context, actor access.Actor, code string, on civil.Date, successor string) error {
	return a.changeOrganisation(ctx, actor, code, "end organisation", func(tx *store.Tx, o *Organisation, all []Organisation) (string, casefile.Refusals, error) {
		if on == 0 {
			o.EndsOn, o.Successor = 0, ""
			return code + " goes on", nil, tx.SetOrganisation(*o)
		}
		var refusals casefile.Refusals
		refuse := func(when bool, field, text string) {
			if when {
				refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
			}
		}
		refuse(on <= o.From, "on", "The day must be after the organisation’s first day, "+o.From.Long())
		next := slices.IndexFunc(all, func(x Organisation) bool { return x.Code == successor })
		switch {
		case successor == "":
		case next < 0 || successor == code:
			refuse(true, "successor", "Choose from the other organisations of this register")
		default:
			refuse(all[next].From > on || all[next].EndsOn != 0 && all[next].EndsOn <= on, "successor", "The organisation that takes its place must be there on that day")
			refuse(leadsTo(all, successor, code), "successor", "This organisation itself takes the place of that one")
		}
		if len(refusals) > 0 {
			return "", refusals, nil
		}
		o.EndsOn, o.Successor = on, successor
		detail := fmt.Sprintf("%s on %s", code, on)
		if successor != "" {
			detail += ", then " + successor
		}
		return detail, nil, tx.SetOrganisation(*o)
	})
}

// leadsTo reports whether one organisation comes after another in some time.
func leadsTo(all []Organisation, from, to string) bool {
	for range all {
		if from == to {
			return true
		}
		i := slices.IndexFunc(all, func(x Organisation) bool { return x.Code == from })
		if i < 0 {
			return false
		}
		from = all[i].Successor
	}
	return false
}

// RemoveOrganisation takes one off the actor's register that was added by
// mistake: nobody works for it, no team is of it, it was never involved with
// anybody, and it follows no other.
func (a *App) RemoveOrganisation(ctx context.Context, actor access.Actor, code string) error {
	return a.changeOrganisation(ctx, actor, code, "remove organisation", func(tx *store.Tx, _ *Organisation, all []Organisation) (string, casefile.Refusals, error) {
		employed, err := tx.Employments()
		if err != nil {
			return "", nil, err
		}
		teams, err := tx.Teams()
		if err != nil {
			return "", nil, err
		}
		used := slices.ContainsFunc(all, func(o Organisation) bool { return o.Successor == code }) ||
			slices.ContainsFunc(teams, func(t store.Team) bool { return t.Organisation == code })
		involved, err := tx.OrganisationInvolved(code)
		if err != nil {
			return "", nil, err
		}
		used = used || involved
		for _, of := range employed {
			used = used || of == code
		}
		if used {
			return "", casefile.Refusals{{Text: "Users or teams are of this organisation, it is or was involved with somebody, or it takes the place of another. End it instead"}}, nil
		}
		return code, nil, tx.DeleteOrganisation(code)
	})
}
