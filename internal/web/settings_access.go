package web

import (
	"fmt"
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsAccessPage has what the register settles itself about who sees what.
type settingsAccessPage struct {
	Page
	Questions []ui.Component
	Save      ui.Button
}

const (
	seesRecord  = "record"
	seesMinimum = "minimum"
)

// askAccess asks what a register settles about who sees what.
func askAccess(f *form, now app.AccessSettings) app.AccessSettings {
	initial := seesRecord
	if now.CutForAll {
		initial = seesMinimum
	}
	coordinators := f.one("coordinators", "When somebody refuses consent to be on the register, or withdraws it, register coordinators see",
		"Neither law nor national policy says. All others see less or nothing, whatever is chosen here", initial,
		choice{value: seesRecord, text: "The record, to keep it right and to settle what a spreadsheet brought"},
		choice{value: seesMinimum, text: "Who the person is, what they decided, and what has to be known of where they are"})
	hours := f.line(ui.Input{
		Name: "hours", Label: small("A record opened in an emergency closes after"), Hint: ui.Hint{Text: fmt.Sprintf("From 1 to %d hours", app.MostEmergencyHours)},
		Suffix: ui.Affix{Text: "hours"}, Inputmode: "numeric", Width: 2, Autocomplete: "off",
	}, strconv.Itoa(now.EmergencyHours))
	n, err := strconv.Atoi(hours)
	if err != nil {
		n = 0 // which is refused
	}
	return app.AccessSettings{EmergencyHours: n, CutForAll: coordinators == seesMinimum}
}

func (s *Server) settingsAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.AccessSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askAccess(f, now)
	return s.showSettingsAccess(w, v, f, http.StatusOK)
}

func (s *Server) showSettingsAccess(w http.ResponseWriter, v visit, f *form, status int) error {
	p := &settingsAccessPage{Page: s.newPage(v, "Who sees what"), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Errors = f.Errors()
	return s.render(w, status, "settings_access", p)
}

func (s *Server) setAccess(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	chosen := askAccess(f, app.AccessSettings{})
	if len(f.problems) == 0 {
		err := s.app.SetAccessSettings(r.Context(), v.Actor, chosen)
		if err == nil {
			s.tell(w, "It is saved, and holds from now on.")
			return seeOther(w, r, "/settings/access")
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showSettingsAccess(w, v, f, http.StatusUnprocessableEntity)
}
