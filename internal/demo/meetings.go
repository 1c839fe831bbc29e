package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

// meetingsOf are the meetings of a register: for children, for adults, for a place.
func meetingsOf(r Register) []app.MeetingSeries {
	agencies := []string{r.Name + " ICB", r.Name + " Partnership Trust", r.Name + " Council", "Housing", "Advocacy"}
	return []app.MeetingSeries{
		{ID: "children", Name: "Children and young people", AgeTo: 17, Weekday: time.Tuesday, Length: 90, Each: 6, Agencies: append([]string{"Education"}, agencies...), Chair: staffNames[access.Chair]},
		{ID: "adults", Name: "Adults", AgeFrom: 18, Weekday: time.Thursday, Length: 100, Each: 4, Agencies: agencies, Chair: staffNames[access.Chair]},
		{ID: "place", Name: r.authorities[len(r.authorities)-1], Authorities: r.authorities[len(r.authorities)-1:], Weekday: time.Monday, Length: 60, Each: 5, Agencies: agencies[:3]},
	}
}

var saidAtMeetings = []string{
	"Sleeping badly since the support worker left. Mum says evenings are hardest. The team will visit twice a week until somebody new has started.",
	"Going well at the new flat. Agreed to look again in a month unless something changes.",
	"School has asked for a place elsewhere. Everybody agreed that this must not be decided before the review.",
	"Rang the crisis line three times in two weeks. They said that they feel heard when somebody they know answers.",
}

var doneAtMeetings = []string{"Arrange a named worker for the evenings", "Ask housing about the broken door", "Send the communication passport to the ward", "Ring the family and say what was agreed"}

// meet gives a register its meetings: one that ended a week ago, with minutes,
// and one of today with its agenda.
func meet(ctx context.Context, a *app.App, watch *stopwatch, r Register, staff map[access.Role]access.Actor, seed uint64, now time.Time) error {
	defer func() { watch.at = now }()
	coordinator := staff[access.Coordinator]
	watch.at = now.AddDate(0, -6, 0)
	for _, s := range meetingsOf(r) {
		if err := a.SetSeries(ctx, coordinator, s); err != nil {
			return err
		}
	}
	rng := rand.New(rand.NewPCG(seed, 77))
	for _, held := range []struct {
		series string
		days   int
	}{{"adults", 8}, {"children", 7}} {
		watch.at = now.AddDate(0, 0, -held.days)
		if err := hold(ctx, a, watch, rng, coordinator, held.series, r); err != nil {
			return err
		}
	}
	watch.at = now
	id, err := a.MakeMeeting(ctx, coordinator, "adults", a.Today())
	if err != nil {
		return err
	}
	for i, role := range []access.Role{access.Coordinator, access.Chair, access.Clinician} {
		if err := a.AddAttendee(ctx, coordinator, id, attendee(r, role, i)); err != nil {
			return err
		}
	}
	return nil
}

func attendee(r Register, role access.Role, i int) app.Attendance {
	return app.Attendance{Name: staffNames[role], Agency: meetingsOf(r)[1].Agencies[min(i, 2)], Presence: app.Present}
}

// hold has a meeting take place: it reaches most of those on its agenda.
func hold(ctx context.Context, a *app.App, watch *stopwatch, rng *rand.Rand, coordinator access.Actor, series string, r Register) error {
	id, err := a.MakeMeeting(ctx, coordinator, series, a.Today())
	if err != nil {
		return err
	}
	for i, role := range []access.Role{access.Coordinator, access.Chair, access.Clinician} {
		if err := a.AddAttendee(ctx, coordinator, id, attendee(r, role, i)); err != nil {
			return err
		}
	}
	if err := a.AddAttendee(ctx, coordinator, id, app.Attendance{Name: staffNames[access.SocialWorker], Agency: r.Name + " Council", Presence: app.Apologies}); err != nil {
		return err
	}
	if err := a.RunMeeting(ctx, coordinator, id); err != nil {
		return err
	}
	view, err := a.Meeting(ctx, coordinator, id)
	if err != nil {
		return err
	}
	owners := []access.Role{access.Clinician, access.SocialWorker, access.Coordinator}
	for n, item := range view.Items {
		if n >= 19 { // there was no time for the others
			break
		}
		watch.at = watch.at.Add(time.Duration(3+rng.IntN(4)) * time.Minute)
		d := app.Discussed{ID: fmt.Sprint(r.Code, "-", series, "-", n), Words: saidAtMeetings[rng.IntN(len(saidAtMeetings))]}
		if n%4 == 3 {
			if err := a.TakeOffAgenda(ctx, coordinator, id, item.Case, "Their own team meets about them tomorrow"); err != nil {
				return err
			}
			continue
		}
		if n%3 == 0 {
			owner := owners[rng.IntN(len(owners))]
			d.Actions = []casefile.Action{{ID: fmt.Sprint(d.ID, "-a"), Text: doneAtMeetings[rng.IntN(len(doneAtMeetings))], Owner: staffNames[owner], Due: a.Today() + 5}}
		}
		if n%5 == 0 {
			d.Own = "I want to know who comes, and when. Tell me before."
		}
		if err := a.Discuss(ctx, coordinator, id, item.Case, app.AnyVersion, d); err != nil {
			return fmt.Errorf("discussing %s: %w", item.Case, err)
		}
	}
	return a.EndMeeting(ctx, coordinator, id)
}
