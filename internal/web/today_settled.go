package web

import (
	"context"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// settledShown is how many changes of how the register is run are listed.
const settledShown = 8

// todaySettled is what others did to the register since the visitor was last
// here: to its users, rules and settings; for who sees what people do, what was
// taken out of it and what was refused as well.
func (s *Server) todaySettled(ctx context.Context, v visit) (*todaySection, error) {
	since, err := s.app.Visit(ctx, v.Actor, v.ID)
	if err != nil {
		return nil, err
	}
	acts, more, err := s.app.Settled(ctx, v.Actor, since)
	if err != nil {
		return nil, err
	}
	section := &todaySection{Heading: "What changed in how the register is run", Empty: "Nobody else has changed users, rules or settings " + s.sinceWords(todayQuery{}, since) + "."}
	audits := v.may(access.SeeAudit)
	if audits {
		done, err := s.app.DoneSince(ctx, v.Actor, since)
		if err != nil {
			return nil, err
		}
		section.Rows = s.doneRows(done, since)
		section.More = &ui.Link{Text: "Everything that people did", Href: "/audit"}
	}
	users, err := s.app.UserNames(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	for _, act := range acts[:min(len(acts), settledShown)] {
		row := todayRow{Link: ui.Link{Text: app.ActAbout(act, users)}, Words: act.UserName + ", " + s.recordedAt(act.At)}
		if audits {
			row.Link.Href = auditQuery{Kind: app.Changed, User: act.UserID}.href()
		}
		section.Rows = append(section.Rows, row)
	}
	if rest := len(acts) - settledShown; rest > 0 {
		words := "and " + counted(rest, "more change", "more changes")
		if more {
			words = "and many more changes"
		}
		section.Rows = append(section.Rows, todayRow{Link: ui.Link{Text: words}})
	}
	if len(section.Rows) > 0 {
		section.Since = capital(s.sinceWords(todayQuery{}, since))
		section.Seen = &ui.Button{Text: "I have seen these", Variant: "secondary", Small: true}
		section.UpTo = s.app.Now().UTC().Format(time.RFC3339Nano)
	}
	return section, nil
}

func (s *Server) doneRows(done []app.Counted, since time.Time) (rows []todayRow) {
	words := map[app.ActKind][2]string{app.Exported: {"export", "exports"}, app.Refused: {"refusal", "refusals"}}
	for _, d := range done {
		if d.N == 0 {
			continue
		}
		text := counted(d.N, words[d.Kind][0], words[d.Kind][1])
		if d.More {
			text = "More than " + text
		}
		rows = append(rows, todayRow{
			Link:  ui.Link{Text: text, Href: auditQuery{Kind: d.Kind, From: civil.FromTime(s.app.Local(since))}.href()},
			Words: map[app.ActKind]string{app.Exported: "What was taken out of the register, and by whom", app.Refused: "Who tried what they may not"}[d.Kind],
		})
	}
	return rows
}
