package web

import (
	"context"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// todayRunning says to who looks after Homeward if e-mail goes out and copies are
// made; what is well is said as well, in a line.
func (s *Server) todayRunning(ctx context.Context, v visit) (*todaySection, error) {
	k, err := s.app.Running(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	section := &todaySection{Heading: "Keeping Homeward going"}
	say := func(text, words string) {
		section.Rows = append(section.Rows, todayRow{Link: ui.Link{Text: text}, Words: words})
	}
	switch {
	case k.BackupFails:
		say("The latest backup could not be finished", "The log of the machine says why. "+s.lastBackup(k))
	case k.BackedUp.IsZero():
		say("There has been no backup yet", "If the machine is lost, everything is. Whoever runs it finds in the guide how a copy is made each night")
	case k.BackupLate(s.app.Now()):
		say("There is no new backup", s.lastBackup(k)+" A copy should be made each night")
	}
	switch {
	case k.Unsent > 0:
		say(counted(k.Unsent, "e-mail", "e-mails")+" could not be sent yet", "The oldest was written "+s.moment(k.UnsentSince)+". Homeward goes on trying for a day. The log of the machine says why")
	case k.GivenUp > 0:
		say(counted(k.GivenUp, "e-mail", "e-mails")+" of the last week could not be sent at all", "Look if the address of the mail server and those of the users are right")
	}
	if len(section.Rows) == 0 {
		section.Empty = s.lastBackup(k) + " E-mails go out."
		if !k.Emails {
			section.Empty = s.lastBackup(k) + " Homeward sends no e-mail here."
		}
	}
	return section, nil
}

func (s *Server) lastBackup(k app.Running) string {
	if k.BackedUp.IsZero() {
		return "There is no earlier one."
	}
	return "The last backup was made " + s.moment(k.BackedUp) + "."
}
