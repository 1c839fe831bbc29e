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

// Involvement is a relation of a user to a person; see store.Involvement.
type Involvement = store.Involvement

// InvolvedView is who is involved with a person, and what of it the actor may
// change.
type InvolvedView struct {
	Case        *casefile.Case // as the actor sees it
	Sight       access.Sight   // how much of it that is
	Now, Before []Involvement  // by the day they began; Before the latest first
	Restricted  bool
	Holder      string // the user whose the name is that holds the case; "" where nobody has said so

	// For who may change it: what was done before, and whom and what there is to
	// choose.
	MayInvolve, MayRestrict bool
	Restrictions            []store.Restriction
	Opened                  []store.Emergency // when the record was opened in an emergency, the latest first
	Users                   []InvolvedUser
	Organisations           []Organisation // that there are today
	Things                  []Thing
}

// InvolvedUser is a user who can be involved with people.
type InvolvedUser struct {
	ID, Name string
	Roles    []access.Role
}

// Thing is a review or an action that a user can have a part in.
type Thing struct {
	ID, Words string
	Relation  access.Relation
}

// Involved is who is, was and will be involved with a person.
func (a *App) Involved(ctx context.Context, actor access.Actor, caseID string) (InvolvedView, error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return InvolvedView{}, err
	}
	if l.Sight < access.Minimum {
		return InvolvedView{}, &Error{Kind: Forbidden, Text: "You see only your own part of this record."}
	}
	v := InvolvedView{Case: l.seen(c), Sight: l.Sight, Restricted: l.protection.Restricted, MayInvolve: l.may(access.Involve), MayRestrict: l.may(access.Restrict)}
	if err := l.looked(ctx, a, "see who is involved", caseID, ""); err != nil {
		return v, err
	}
	all, err := a.store.Involved(ctx, actor.Register, caseID)
	if err != nil {
		return v, fail(err, "listing who is involved")
	}
	if v.Holder, err = a.userNamed(ctx, actor.Register, c.Coordinator); err != nil {
		return v, err
	}
	today := a.Today()
	for _, i := range all {
		if i.EndedAt.IsZero() && (i.Until == 0 || i.Until >= today) {
			v.Now = append(v.Now, i)
		} else {
			v.Before = append(v.Before, i)
		}
	}
	slices.SortStableFunc(v.Before, func(x, y Involvement) int { return cmp.Compare(y.Until, x.Until) })
	if !v.MayInvolve {
		return v, nil // why it was restricted or opened is not for everyone whom it concerns
	}
	if v.Restrictions, err = a.store.Restrictions(ctx, actor.Register, caseID); err != nil {
		return v, fail(err, "reading the restrictions of case %s", caseID)
	}
	if v.Opened, err = a.store.EmergenciesOf(ctx, actor.Register, caseID); err != nil {
		return v, fail(err, "reading when case %s was opened", caseID)
	}
	v.Things = thingsOf(v.Case)
	if v.Organisations, err = a.store.Organisations(ctx, actor.Register); err != nil {
		return v, fail(err, "listing organisations")
	}
	v.Organisations = OrganisationsOn(v.Organisations, today)
	v.Users, err = a.involvable(ctx, actor.Register)
	return v, err
}

// may reports whether the actor may do another thing with the same record.
func (l lens) may(p access.Permission) bool {
	q := l.question
	q.Permission = p
	return access.Decide(q).Allowed
}

// involvable are the users of a register who may sign in, by name, with some
// role in which a relation shows them somebody.
func (a *App) involvable(ctx context.Context, register string) ([]InvolvedUser, error) {
	users, err := a.store.Users(ctx, register)
	if err != nil {
		return nil, fail(err, "listing users")
	}
	roles, err := a.store.RolesIn(ctx, register)
	if err != nil {
		return nil, fail(err, "listing roles")
	}
	var found []InvolvedUser
	for _, u := range users {
		in := InvolvedUser{u.ID, u.Name, rolesOf(roles[u.ID])}
		if !u.Disabled && slices.ContainsFunc(access.Relations, in.gets) {
			found = append(found, in)
		}
	}
	return found, nil
}

// gets reports whether a relation shows a person to a user in one of their
// roles.
func (u InvolvedUser) gets(r access.Relation) bool {
	return slices.ContainsFunc(u.Roles, func(role access.Role) bool { return access.Gives(role, r) })
}

// thingsOf are the reviews and actions of a case, the latest first.
func thingsOf(c *casefile.Case) []Thing {
	var things []Thing
	seen := map[string]bool{}
	for _, e := range slices.Backward(c.Standing) {
		relation, words := access.OnPanel, ""
		switch f := e.Fact.(type) {
		case casefile.ReviewArranged:
			words = "Review arranged for " + f.For.Long()
		case casefile.ReviewHeld:
			words = "Review held on " + e.On.Long()
		case casefile.Action:
			relation, words = access.OwnsAction, casefile.Title(f)+", by "+f.Due.Long()
		default:
			continue
		}
		if id := casefile.SubjectOf(e.Fact); !seen[id] {
			seen[id] = true
			things = append(things, Thing{id, words, relation})
		}
	}
	return things
}

// NewInvolvement is a relation to be given.
type NewInvolvement struct {
	UserID   string
	Relation access.Relation
	Subject  string                // id of the review or action
	Agreed   casefile.ConsentBasis // on whose word the person agreed; for the relations that need it
	Until    civil.Date            // last day; zero for no end
}

// Involve gives a user a relation to a person from today.
func (a *App) Involve(ctx context.Context, actor access.Actor, caseID string, n NewInvolvement) error {
	if err := authorise(actor, access.Involve); err != nil {
		return err
	}
	users, err := a.involvable(ctx, actor.Register)
	if err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error { return a.involveIn(ctx, tx, actor, users, caseID, n) }), "involving a user with case %s", caseID)
}

func (a *App) involveIn(ctx context.Context, tx *store.Tx, actor access.Actor, users []InvolvedUser, caseID string, n NewInvolvement) error {
	if err := authorise(actor, access.Involve); err != nil {
		return err
	}
	c, l, err := a.seeIn(ctx, tx, actor, access.Involve, caseID)
	if err != nil {
		return err
	}
	involved, err := tx.Involved(caseID)
	if err != nil {
		return err
	}
	refusals := n.check(c, users, involved, l.protection.Restricted, a.Today())
	if n.Relation == access.IsThem {
		elsewhere, err := tx.InvolvedIn(n.UserID)
		if err != nil {
			return err
		}
		refusals = append(refusals, n.checkSelf(involved, elsewhere, a.Today())...)
	}
	if len(refusals) > 0 {
		return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
	}
	return a.involve(tx, actor, access.Involve, Involvement{
		Case: caseID, UserID: n.UserID, Relation: string(n.Relation), Subject: n.Subject, Agreed: string(n.Agreed), Since: a.Today(), Until: n.Until,
	})
}

// involve writes a relation that has been decided, with its audit row.
func (a *App) involve(tx *store.Tx, actor access.Actor, p access.Permission, i Involvement) error {
	i.ID, i.GivenBy, i.GivenName = NewID(), actor.UserID, actor.Name
	if err := tx.Involve(i); err != nil {
		return err
	}
	return tx.Audit(a.audit(actor, p, "involve", i.Case, involvedDetail(i)))
}

// involvedDetail says for the audit who has which relation.
func involvedDetail(i Involvement) string {
	who := "user " + i.UserID
	if i.Organisation != "" {
		who = "organisation " + i.Organisation
	}
	return strings.TrimSpace(fmt.Sprintf("%s as %s %s", who, i.Relation, i.Subject))
}

// check refuses what makes no sense. The fields are those of the form.
func (n NewInvolvement) check(c *casefile.Case, users []InvolvedUser, involved []Involvement, restricted bool, today civil.Date) (refusals casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			refusals = append(refusals, casefile.Refusal{Field: field, Text: text})
		}
	}
	at := slices.IndexFunc(users, func(u InvolvedUser) bool { return u.ID == n.UserID })
	known := slices.Contains(access.Relations, n.Relation)
	refuse(at < 0, "user", "Choose who is involved")
	refuse(!known, "relation", "Choose how they are involved")
	if at >= 0 && known && !users[at].gets(n.Relation) {
		words := make([]string, len(users[at].Roles))
		for i, r := range users[at].Roles {
			words[i] = r.Word()
		}
		refuse(true, "relation", fmt.Sprintf("%s has the role “%s” in this register, which does not go with this", users[at].Name, strings.Join(words, ", ")))
	}
	refuse(n.Relation == access.Named && !restricted, "relation", "Nobody needs to be named while the record is not restricted")
	refuse(n.Relation.OfOneThing() && !slices.ContainsFunc(thingsOf(c), func(t Thing) bool { return t.ID == n.Subject && t.Relation == n.Relation }),
		"subject", "Choose the review or the action")
	refuse(!n.Relation.OfOneThing() && n.Subject != "", "subject", "Only a panel member or the owner of an action has a review or an action")
	if n.Relation.NeedsAgreement() {
		refuse(!slices.Contains(casefile.ConsentBases, n.Agreed), "agreed", "Say who agreed to this. Without it they can see nothing")
		refuse(n.Agreed == casefile.Parent && c.Details.BirthDate != 0 && c.Details.BirthDate.AgeOn(today) >= 16, "agreed",
			"From 16 on the person decides, or it is a best-interests decision")
	}
	refuse(n.Until != 0 && n.Until < today, "until", "The last day must be today or later")
	refuse(slices.ContainsFunc(involved, func(i Involvement) bool {
		return i.UserID == n.UserID && i.Relation == string(n.Relation) && i.Subject == n.Subject && i.On(today)
	}), "relation", "They are involved in this way already")
	return refusals
}

// checkSelf refuses to say that a user is the person where another is already,
// or where the user is somebody else.
func (n NewInvolvement) checkSelf(involved, elsewhere []Involvement, today civil.Date) (refusals casefile.Refusals) {
	is := func(i Involvement) bool { return i.Relation == string(access.IsThem) && i.On(today) && i.UserID != "" }
	if slices.ContainsFunc(involved, func(i Involvement) bool { return is(i) && i.UserID != n.UserID }) {
		refusals = append(refusals, casefile.Refusal{Field: "relation", Text: "Another user is this person already. End that first"})
	}
	if slices.ContainsFunc(elsewhere, func(i Involvement) bool {
		return is(i) && !slices.ContainsFunc(involved, func(x Involvement) bool { return x.ID == i.ID })
	}) {
		refusals = append(refusals, casefile.Refusal{Field: "user", Text: "This user is another person of the register"})
	}
	return refusals
}

// EndInvolvement ends a relation at once.
func (a *App) EndInvolvement(ctx context.Context, actor access.Actor, caseID, id string) error {
	if err := authorise(actor, access.Involve); err != nil {
		return err
	}
	users, err := a.involvable(ctx, actor.Register)
	if err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		_, l, err := a.seeIn(ctx, tx, actor, access.Involve, caseID)
		if err != nil {
			return err
		}
		ending, err := tx.Involvement(caseID, id)
		if err != nil {
			return err
		}
		if l.protection.Restricted {
			involved, err := tx.Involved(caseID)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(involved, func(i Involvement) bool { return i.ID != id && i.On(a.Today()) && keeps(users, i.UserID) }) {
				return invalid("", "Somebody who keeps the register must be able to see this record. Name another first, or end the restriction.")
			}
		}
		if err := tx.EndInvolvement(caseID, id, actor.Name); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.Involve, "end involvement", caseID, involvedDetail(ending)))
	}), "ending an involvement with case %s", caseID)
}

// keeps reports whether a user keeps the register and may change who is
// involved.
func keeps(users []InvolvedUser, id string) bool {
	return slices.ContainsFunc(users, func(u InvolvedUser) bool {
		return u.ID == id && access.Can(access.Actor{UserID: id, Roles: u.Roles}, access.Restrict).Allowed
	})
}

// Restrict restricts a record to those who are involved, the actor among them,
// or opens it again to all who keep the register.
func (a *App) Restrict(ctx context.Context, actor access.Actor, caseID string, restricted bool, reason string) error {
	if err := authorise(actor, access.Restrict); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		_, l, err := a.seeIn(ctx, tx, actor, access.Restrict, caseID)
		switch {
		case err != nil:
			return err
		case reason == "":
			return invalid("reason", "Say why")
		case len([]rune(reason)) > maxReason:
			return invalid("reason", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		case l.protection.Restricted == restricted:
			return &Error{Kind: Conflict, Text: "Somebody else has done this already."}
		}
		if err := tx.Restrict(store.Restriction{Case: caseID, Restricted: restricted, Reason: reason, UserID: actor.UserID, UserName: actor.Name}); err != nil {
			return err
		}
		action := "end restriction"
		if restricted {
			action = "restrict record"
			if !slices.ContainsFunc(l.protection.Ties, func(i Involvement) bool { return access.Relation(i.Relation).Names() }) {
				if err := a.involve(tx, actor, access.Restrict, Involvement{Case: caseID, UserID: actor.UserID, Relation: string(access.Named), Since: a.Today()}); err != nil {
					return err
				}
			}
		}
		return tx.Audit(a.audit(actor, access.Restrict, action, caseID, ""))
	}), "restricting case %s", caseID)
}

// maxReason is how long a reason may be, in characters.
const maxReason = 1000

// MyPerson is somebody with whom the actor is involved.
type MyPerson struct {
	Case, Name string
	Ties       []Involvement
	Sight      access.Sight
	News       News // since the moment that was asked for
}

// MyPeople are those with whom the actor is involved and of whom they may see
// something, by name, with what others recorded of them since a moment.
func (a *App) MyPeople(ctx context.Context, actor access.Actor, since time.Time) ([]MyPerson, error) {
	if err := authorise(actor, access.BeInvolved); err != nil {
		return nil, err
	}
	involved, err := a.store.InvolvedIn(ctx, actor.Register, actor.UserID, a.Today())
	if err != nil {
		return nil, fail(err, "listing with whom somebody is involved")
	}
	ties := map[string][]Involvement{}
	var ids []string
	for _, i := range involved {
		ties[i.Case] = append(ties[i.Case], i)
		ids = append(ids, i.Case)
	}
	cases, err := a.store.Cases(ctx, actor.Register, ids)
	if err != nil {
		return nil, fail(err, "reading the cases of somebody's people")
	}
	var list []*casefile.Case
	for _, c := range cases {
		list = append(list, c)
	}
	seen, err := a.lenses(ctx, actor, access.SeePerson, "", list...)
	if err != nil {
		return nil, err
	}
	var people []MyPerson
	for _, c := range list {
		if l := seen[c.ID]; l.Allowed && c.Merged == "" {
			people = append(people, MyPerson{Case: c.ID, Name: c.Name(), Ties: ties[c.ID], Sight: l.Sight, News: l.news(c, since)})
		}
	}
	slices.SortFunc(people, func(x, y MyPerson) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Case, y.Case)) })
	return people, nil
}
