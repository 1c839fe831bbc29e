package app

import (
	"context"
	"fmt"
	"io"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/document"
)

// HelpsView is what helps a person, with the earlier versions of it.
type HelpsView struct {
	PersonView
	// Months is for how many nobody has looked at what stands; LookAgain is after
	// how many they are to, by the register's own standard.
	Months, LookAgain int
	// Versions are all that was written, the latest first, those that were struck
	// out as well.
	Versions []casefile.Recorded
}

// Stale reports whether it is to be looked at again.
func (v HelpsView) Stale() bool { return v.Shown.Helps != nil && v.Months >= v.LookAgain }

// WhatHelps is what helps a person as the actor sees it, who sees the whole of
// their record. That it was looked at is noted.
func (a *App) WhatHelps(ctx context.Context, actor access.Actor, caseID string) (HelpsView, error) {
	return a.whatHelps(ctx, actor, caseID, "to see what helps")
}

func (a *App) whatHelps(ctx context.Context, actor access.Actor, caseID, why string) (v HelpsView, err error) {
	if v.PersonView, err = a.Person(ctx, actor, caseID, AsAt{For: why}); err != nil {
		return v, err
	}
	if v.Sight < access.Whole {
		return v, &Error{Kind: Forbidden, Text: "You do not see all of this record, and this is a part that you do not see."}
	}
	settings, err := a.supportSettings(ctx, actor.Register)
	if err != nil {
		return v, err
	}
	v.LookAgain = settings.LookAgainMonths
	if v.Shown.Helps != nil {
		v.Months = v.Shown.Helps.NotLookedAt(v.Day)
	}
	for i := len(v.Case.Entries) - 1; i >= 0; i-- {
		if e := v.Case.Entries[i]; e.Fact.Kind() == (casefile.WhatHelps{}).Kind() {
			v.Versions = append(v.Versions, e)
		}
	}
	return v, nil
}

// WriteWhatHelps writes what helps a person on a sheet of tagged PDF, for
// whoever has a minute to read it. That it was taken out is noted.
func (a *App) WriteWhatHelps(ctx context.Context, actor access.Actor, caseID string, w io.Writer) error {
	v, err := a.whatHelps(ctx, actor, caseID, "to print what helps")
	if err != nil {
		return err
	}
	if v.Shown.Helps != nil && HelpsWithheld(v) {
		return &Error{Kind: NotFound, Text: "What is written down of what helps is an entry that you may not see."}
	}
	register, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return fail(err, "reading register %s", actor.Register)
	}
	c := v.Shown
	d := &document.Document{Title: "What helps " + c.Name(), At: a.now(), Foot: fmt.Sprintf("%s. Printed on %s", register.Name, v.Day.Long())}
	d.Paragraph(helpsWho(c))
	if c.Helps == nil {
		d.Paragraph("Nothing is written down yet.")
		return fail(d.WritePDF(w), "writing what helps in case %s", caseID)
	}
	d.Foot = fmt.Sprintf("%s. Looked at last on %s, printed on %s", register.Name, c.Helps.On.Long(), v.Day.Long())
	if v.Stale() {
		d.Paragraph(StaleWords(v))
	}
	for _, part := range c.Helps.ToRead() {
		d.Heading(part.Heading)
		d.Paragraph(part.Text)
	}
	if passport := c.Helps.Passport(); len(passport) > 0 {
		d.Heading("Talking together")
		var rows [][2]string
		for _, l := range passport {
			rows = append(rows, [2]string{l.Heading, l.Text})
		}
		d.Facts("", rows...)
	}
	return fail(d.WritePDF(w), "writing what helps in case %s", caseID)
}

// HelpsWithheld reports whether the actor may not see what stands.
func HelpsWithheld(v HelpsView) bool {
	e, ok := v.Shown.Entry(v.Shown.Helps.Seq)
	return !ok || e.Withheld != ""
}

// StaleWords say for how long nobody has looked.
func StaleWords(v HelpsView) string {
	return fmt.Sprintf("Nobody has looked at this for %s. It may no longer be right.", countOf(v.Months, "month", "months"))
}

func helpsWho(c *casefile.Case) string {
	d := c.Details
	text := ""
	add := func(words string) {
		if text != "" {
			text += ". "
		}
		text += words
	}
	if d.PreferredName != "" && d.PreferredName != d.GivenName {
		add("Full name " + d.GivenName + " " + d.FamilyName)
	}
	if d.BirthDate != 0 {
		add("Born " + d.BirthDate.Long())
	}
	if d.NHSNumber != "" {
		add("NHS number " + casefile.FormatNHSNumber(d.NHSNumber))
	}
	if d.Pronouns != "" {
		add("Pronouns " + d.Pronouns)
	}
	if d.Language != "" {
		add("Language " + d.Language)
	}
	return text
}
