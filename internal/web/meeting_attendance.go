package web

import (
	"net/http"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// meetingAttendancePage is who was asked to a meeting and who is there.
type meetingAttendancePage struct {
	Page
	About     string
	People    []attendanceLine
	Absent    string
	Action    string // "" for who may not change it
	Questions []ui.Component
	Names     []string
	Agencies  []string
	Save      ui.Button
}

type attendanceLine struct {
	Name, Agency string
	Presence     ui.Component
	Action       string
	Buttons      []ui.Button
}

func attendancePath(id string) string { return meetingPath(id) + "/attendance" }

func presenceTag(p app.Presence) ui.Component {
	colour := map[app.Presence]string{app.Present: "green", app.Apologies: "yellow", app.Absent: "grey"}[p]
	return ui.Tag{Text: app.PresenceWord(p), Colour: colour}
}

func (s *Server) meetingAttendance(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(nil)
	askAttendee(f)
	return s.showAttendance(w, r, v, f, http.StatusOK)
}

func askAttendee(f *form) app.Attendance {
	a := app.Attendance{Name: f.line(chooseFrom(input("name", "Who", ""), "names"), "")}
	a.Agency = f.line(chooseFrom(input("agency", "From which agency (optional)", ""), "agencies"), "")
	var offered []choice
	for _, p := range app.Presences {
		offered = append(offered, choice{value: string(p), text: app.PresenceWord(p)})
	}
	a.Presence = app.Presence(f.one("presence", "Are they here?", "", string(app.Present), offered...))
	return a
}

func (s *Server) showAttendance(w http.ResponseWriter, r *http.Request, v visit, f *form, status int) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &meetingAttendancePage{Page: s.newPage(v, "Who is there"), About: meetingTitle(view.Meeting), Agencies: view.Terms.Agencies}
	p.Errors = f.Errors()
	p.Back = &ui.BackLink{Text: "Back to the agenda", Href: meetingPath(view.ID)}
	if view.RunBy(v.Actor) {
		p.Back = &ui.BackLink{Text: "Back to the meeting", Href: runPath(view.ID)}
	}
	change := view.MayRun && !view.Over()
	var absent []string
	for _, a := range view.Attendance {
		if a.Name == "" {
			absent = append(absent, a.Agency)
			continue
		}
		line := attendanceLine{Name: a.Name, Agency: a.Agency, Presence: presenceTag(a.Presence)}
		if change {
			line.Action = attendancePath(view.ID) + "/" + strconv.Itoa(a.N)
			for _, other := range app.Presences {
				if other != a.Presence {
					line.Buttons = append(line.Buttons, ui.Button{Text: app.PresenceWord(other), Name: "presence", Value: string(other), Variant: "secondary", Small: true, AriaLabel: a.Name + ": " + app.PresenceWord(other)})
				}
			}
			line.Buttons = append(line.Buttons, ui.Button{Text: "Remove", Name: "presence", Value: "", Variant: "secondary", Small: true, AriaLabel: "Remove " + a.Name + " from the list"})
		}
		p.People = append(p.People, line)
	}
	if !view.Over() {
		absent = view.AbsentSoFar()
	}
	if len(absent) > 0 {
		p.Absent = "Nobody is there from: " + strings.Join(absent, ", ") + "."
	}
	if change {
		p.Action, p.Questions, p.Save = attendancePath(view.ID), f.Questions(), ui.Button{Text: "Add", Variant: "secondary", PreventDoubleClick: "true"}
		if p.Names, err = s.app.MeetingNames(r.Context(), v.Actor); err != nil {
			return err
		}
	}
	return s.render(w, status, "meeting_attendance", p)
}

func (s *Server) addAttendee(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	who := askAttendee(f)
	if len(f.problems) == 0 {
		err := s.app.AddAttendee(r.Context(), v.Actor, r.PathValue("id"), who)
		if err == nil {
			return seeOther(w, r, attendancePath(r.PathValue("id")))
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showAttendance(w, r, v, f, http.StatusUnprocessableEntity)
}

func (s *Server) setPresence(w http.ResponseWriter, r *http.Request, v visit) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return &app.Error{Kind: app.NotFound}
	}
	if err := s.app.SetPresence(r.Context(), v.Actor, r.PathValue("id"), n, app.Presence(r.PostForm.Get("presence"))); err != nil {
		return err
	}
	return seeOther(w, r, attendancePath(r.PathValue("id")))
}
