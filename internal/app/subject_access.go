package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/clock"
	"homeward/internal/store"
)

// AccessRequest is somebody's request for what is kept about them; see
// store.AccessRequest.
type AccessRequest = store.AccessRequest

// How a request ended.
const (
	AccessGiven     = "given"
	AccessWithdrawn = "withdrawn"
	AccessMistaken  = "mistaken"
)

// AccessView is a request for what is kept about a person, as it stands.
type AccessView struct {
	Person  string
	CaseID  string
	Request *AccessRequest // the open one; nil without
	Parts   []AccessPart   // all that is kept on which it can be decided
	Earlier []AccessRequest
	Rules   AccessRules
}

// ToDecide is how many parts nobody has decided on that somebody must.
func (v AccessView) ToDecide() int {
	n := 0
	for _, p := range v.Parts {
		if p.Undecided() {
			n++
		}
	}
	return n
}

// Part is the part with an id.
func (v AccessView) Part(id string) (AccessPart, bool) {
	i := slices.IndexFunc(v.Parts, func(p AccessPart) bool { return p.ID == id })
	if i < 0 {
		return AccessPart{}, false
	}
	return v.Parts[i], true
}

// kept is all that a register keeps about one person.
type kept struct {
	register     store.Register
	rules        *clock.Rulebook
	today        civil.Date
	c            *casefile.Case
	marks        []store.Mark
	restrictions []store.Restriction
	opened       []store.Emergency
	handovers    []store.Handover
	drafts       []store.DraftAbout
	involved     []Involvement
	documents    []keptDocument
	reminders    []store.ReminderMade
	acts         []Act // the latest first, also of registers they came from
	requests     []AccessRequest
	retention    []store.RetentionAct
	apart        []store.Apart
	agendas      []onAgenda
	answering    AccessRules
	words        RatingWords
}

// onAgenda is a place that somebody has on the agenda of a meeting.
type onAgenda struct {
	Meeting
	item MeetingItem
}

// keptDocument is a letter or another file with what was done to it.
type keptDocument struct {
	Attachment
	done []store.AttachmentChange
}

// open is the request that is open; nil without one.
func (k *kept) open() *AccessRequest {
	for i := range k.requests {
		if k.requests[i].EndedAt.IsZero() {
			return &k.requests[i]
		}
	}
	return nil
}

// notWhileAsked refuses what would take a record from where somebody has asked
// for what is kept in it, and has no answer yet: whoever holds it then would not
// know of the request, and could dispose of what it asks for. Where says which
// register it was asked of, for who works in another.
func notWhileAsked(tx *store.Tx, c *casefile.Case, where, after string) error {
	requests, err := tx.AccessesOf(c.ID)
	if err != nil {
		return err
	}
	for _, r := range requests {
		if r.EndedAt.IsZero() {
			return invalid("", "Somebody has asked for what is kept about "+c.Name()+where+", on "+r.ReceivedOn.Long()+", and has no answer yet. "+
				"Information governance"+where+" answers the request and ends it, on the page about who asked for what is kept. "+after)
		}
	}
	return nil
}

// gather reads all that is kept about a person, for who may answer them.
func (a *App) gather(ctx context.Context, actor access.Actor, caseID string) (*kept, lens, error) {
	c, l, err := a.see(ctx, actor, access.AnswerSubject, access.Answering, caseID)
	if err != nil {
		return nil, l, err
	}
	k := &kept{c: l.theirs(c), today: a.Today()}
	for _, read := range []func() error{
		func() (err error) { k.register, err = a.store.Register(ctx, actor.Register); return err },
		func() (err error) { k.answering, err = accessRulesOf(k.register.Settings); return err },
		func() (err error) { k.words, err = a.ratingWords(ctx, actor.Register, a.Today()); return err },
		func() (err error) { k.rules, err = a.rulesOf(ctx, actor.Register); return err },
		func() (err error) { k.marks, err = a.store.Marks(ctx, actor.Register, caseID); return err },
		func() (err error) {
			k.restrictions, err = a.store.Restrictions(ctx, actor.Register, caseID)
			return err
		},
		func() (err error) { k.opened, err = a.store.EmergenciesOf(ctx, actor.Register, caseID); return err },
		func() (err error) { k.handovers, err = a.store.HandoversOf(ctx, actor.Register, caseID); return err },
		func() (err error) { k.drafts, err = a.store.DraftsAbout(ctx, actor.Register, caseID); return err },
		func() (err error) { k.involved, err = a.store.Involved(ctx, actor.Register, caseID); return err },
		func() (err error) { k.reminders, err = a.store.RemindersOf(ctx, actor.Register, caseID); return err },
		func() (err error) { k.requests, err = a.store.AccessesOf(ctx, actor.Register, caseID); return err },
		func() (err error) { k.retention, err = a.store.RetentionActs(ctx, actor.Register, caseID); return err },
		func() (err error) { k.apart, err = a.store.ApartFrom(ctx, actor.Register, caseID); return err },
		func() error {
			items, err := a.store.AgendasWith(ctx, actor.Register, caseID)
			for _, item := range items {
				of, err := a.store.Meeting(ctx, actor.Register, item.Meeting)
				if err != nil {
					return err
				}
				m, err := readMeeting(of)
				if err != nil {
					return err
				}
				k.agendas = append(k.agendas, onAgenda{m, item})
			}
			slices.SortStableFunc(k.agendas, func(x, y onAgenda) int { return int(x.Day - y.Day) })
			return err
		},
		func() error {
			all, err := a.store.Attachments(ctx, actor.Register, caseID)
			for _, at := range all {
				d := keptDocument{Attachment: a.attachment(l, at)}
				if d.Withheld != "" {
					continue // of somebody else
				}
				if d.done, err = a.store.AttachmentChanges(ctx, actor.Register, at.ID); err != nil {
					return err
				}
				k.documents = append(k.documents, d)
			}
			return err
		},
		func() error { return a.WriteNoted(ctx) }, // what was done a moment ago is part of it
		func() error {
			return a.store.EachAudit(ctx, actor.Register, store.AuditQuery{Case: caseID}, func(act store.Audit) error {
				k.acts = append(k.acts, act)
				return nil
			})
		},
		func() error {
			before := keptBefore(actor.Register, c)
			for _, other := range before.also {
				if err := a.store.EachAudit(ctx, actor.Register, store.AuditQuery{Case: other}, func(act store.Audit) error {
					k.acts = append(k.acts, act)
					return nil
				}); err != nil {
					return err
				}
			}
			for _, from := range before.came {
				if err := a.eachBefore(ctx, from, time.Time{}, func(act store.Audit) error {
					if act.Case != "" {
						k.acts = append(k.acts, act)
					}
					return nil
				}); err != nil {
					return err
				}
			}
			if len(MergesOf(c)) > 0 || len(before.also) > 0 {
				latestFirst(k.acts, func(act Act) time.Time { return act.At })
			}
			return nil
		},
	} {
		if err := read(); err != nil {
			return nil, l, fail(err, "gathering what is kept of case %s", caseID)
		}
	}
	return k, l, nil
}

// SubjectAccess is how a request for what is kept about a person stands, or
// what could be asked for when there is none.
func (a *App) SubjectAccess(ctx context.Context, actor access.Actor, caseID string) (AccessView, error) {
	k, l, err := a.gather(ctx, actor, caseID)
	if err != nil {
		return AccessView{}, err
	}
	if err := l.looked(ctx, a, "see what is kept", caseID, ""); err != nil {
		return AccessView{}, err
	}
	return k.view()
}

func (k *kept) view() (AccessView, error) {
	v := AccessView{Person: k.c.Name(), CaseID: k.c.ID, Request: k.open(), Rules: k.answering}
	for _, r := range k.requests {
		if !r.EndedAt.IsZero() {
			v.Earlier = append(v.Earlier, r)
		}
	}
	var err error
	v.Parts, err = k.parts()
	return v, err
}

// BeginRequest keeps a request that came on a day, from whom, in words.
func (a *App) BeginRequest(ctx context.Context, actor access.Actor, caseID string, received civil.Date, askedBy string) error {
	askedBy = strings.TrimSpace(askedBy)
	return a.onAccess(ctx, actor, caseID, "begin a request for access", func(tx *store.Tx, k []AccessRequest, open *AccessRequest) (string, error) {
		switch {
		case open != nil:
			return "", invalid("", "A request about this person is open already. End it before you begin another.")
		case received == 0:
			return "", invalid("received", "Enter the day on which the request came")
		case received > a.Today():
			return "", invalid("received", "The day on which the request came must be today or in the past")
		case askedBy == "":
			return "", invalid("asked-by", "Say who asks")
		case len([]rune(askedBy)) > 200:
			return "", invalid("asked-by", "Say who asks in 200 characters or fewer")
		}
		choices, err := writeChoices(nil)
		if err != nil {
			return "", err
		}
		return "", tx.BeginAccess(AccessRequest{ID: NewID(), Case: caseID, ReceivedOn: received, AskedBy: askedBy, BegunName: actor.Name, Choices: choices})
	})
}

// EndRequest ends the open request of a person: with AccessGiven only when
// everything has been decided that must be.
func (a *App) EndRequest(ctx context.Context, actor access.Actor, caseID, outcome, words string) error {
	words = strings.TrimSpace(words)
	var view AccessView
	if outcome == AccessGiven {
		var err error
		if view, err = a.SubjectAccess(ctx, actor, caseID); err != nil {
			return err
		}
	}
	return a.onAccess(ctx, actor, caseID, "end a request for access", func(tx *store.Tx, _ []AccessRequest, open *AccessRequest) (string, error) {
		switch {
		case open == nil:
			return "", invalid("", "No request about this person is open.")
		case !slices.Contains([]string{AccessGiven, AccessWithdrawn, AccessMistaken}, outcome):
			return "", invalid("outcome", "Choose how it ended")
		case outcome == AccessGiven && view.ToDecide() > 0:
			return "", invalid("outcome", "Decide first on everything that is to be looked at")
		case words == "":
			return "", invalid("words", "Say how and to whom it was given, or why it was not")
		case len([]rune(words)) > maxReason:
			return "", invalid("words", fmt.Sprintf("Say it in %d characters or fewer", maxReason))
		}
		open.Outcome, open.Words, open.EndedAt, open.EndedName = outcome, words, a.now().UTC(), actor.Name
		return outcome, tx.SaveAccess(*open)
	})
}

// onAccess changes a request, holding the case, with its audit row. Detail is
// for that row.
func (a *App) onAccess(ctx context.Context, actor access.Actor, caseID, action string, change func(tx *store.Tx, all []AccessRequest, open *AccessRequest) (detail string, err error)) error {
	if err := authorise(actor, access.AnswerSubject); err != nil {
		return err
	}
	return fail(a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if _, err := a.answering(ctx, tx, actor, caseID); err != nil {
			return err
		}
		k := &kept{}
		var err error
		if k.requests, err = tx.AccessesOf(caseID); err != nil {
			return err
		}
		detail, err := change(tx, k.requests, k.open())
		if err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.AnswerSubject, action, caseID, detail))
	}), "changing a request about case %s", caseID)
}

// answering holds a case for who may answer whom it is about.
func (a *App) answering(ctx context.Context, tx *store.Tx, actor access.Actor, caseID string) (*casefile.Case, error) {
	c, err := tx.Case(caseID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &Error{Kind: NotFound, Text: noSuchRecord, cause: err}
	}
	if err != nil {
		return nil, err
	}
	beside, err := tx.Protections(actor.UserID, caseID)
	if err != nil {
		return nil, err
	}
	return c, a.lensOf(actor, access.AnswerSubject, access.Answering, c, beside[caseID], false, "").refusal()
}

// AccessRequests lists the requests of the actor's register, the open ones
// first.
func (a *App) AccessRequests(ctx context.Context, actor access.Actor) ([]AccessRequest, error) {
	if err := authorise(actor, access.AnswerSubject); err != nil {
		return nil, err
	}
	all, err := a.store.Accesses(ctx, actor.Register)
	slices.SortStableFunc(all, func(x, y AccessRequest) int {
		if x.EndedAt.IsZero() || y.EndedAt.IsZero() {
			return 0
		}
		return cmp.Compare(y.EndedAt.UnixNano(), x.EndedAt.UnixNano()) // of those that ended the latest first
	})
	return all, fail(err, "listing requests for access")
}

// FindForAccess finds whom a request is about, by an NHS number, a name or a
// date of birth, also among those who have left: at most 20.
func (a *App) FindForAccess(ctx context.Context, actor access.Actor, text string) ([]PersonRow, error) {
	if err := authorise(actor, access.AnswerSubject); err != nil {
		return nil, err
	}
	page, err := a.store.People(ctx, actor.Register, PeopleQuery{Text: text, Membership: AnyMembership, Size: 20, Today: a.Today()})
	if err != nil {
		return nil, fail(err, "finding whom a request is about")
	}
	return page.Rows, a.searched(ctx, actor, "search for whom a request is about", text, page.Total)
}

// CaseOfNumber is the case of the only person with an NHS number, for the
// command line; the error is NotFound without one, or with several.
func (a *App) CaseOfNumber(ctx context.Context, actor access.Actor, number string) (string, error) {
	digits, err := casefile.ParseNHSNumber(number)
	if err != nil {
		return "", invalid("nhs-number", capitalise(err.Error()))
	}
	people, err := a.FindForAccess(ctx, actor, digits)
	if err != nil {
		return "", err
	}
	people = slices.DeleteFunc(people, func(p PersonRow) bool { return p.NHSNumber != digits })
	if len(people) != 1 {
		return "", &Error{Kind: NotFound, Text: fmt.Sprintf("%d people have this NHS number.", len(people))}
	}
	return people[0].CaseID, nil
}
