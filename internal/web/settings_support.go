package web

import (
	"fmt"
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsSupportPage has what the register settles itself about support.
type settingsSupportPage struct {
	Page
	Questions []ui.Component
	Save      ui.Button
}

// askSupport asks what a register settles about support.
func askSupport(f *form, now app.SupportSettings) app.SupportSettings {
	number := func(name, label, hint, unit string, initial int) int {
		n, err := strconv.Atoi(f.line(ui.Input{
			Name: name, Label: small(label), Hint: ui.Hint{Text: hint}, Suffix: ui.Affix{Text: unit}, Inputmode: "numeric", Width: 2, Autocomplete: "off",
		}, strconv.Itoa(initial)))
		if err != nil {
			return 0 // which is refused
		}
		return n
	}
	return app.SupportSettings{
		LookAgainMonths: number("look_again_months", "What helps somebody is looked at again after", fmt.Sprintf("A local standard, from 1 to %d months", app.MostLookAgainMonths), "months", now.LookAgainMonths),
		SmallNumber:     number("small_number", "The least number of people that is written out for who does not see all of them", fmt.Sprintf("A local standard, from 3 to %d people. Smaller numbers are shown as “fewer than” it", app.MostSmallNumber), "people", now.SmallNumber),
	}
}

func (s *Server) settingsSupport(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.SupportSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askSupport(f, now)
	return s.showSettingsSupport(w, v, f, http.StatusOK)
}

func (s *Server) showSettingsSupport(w http.ResponseWriter, v visit, f *form, status int) error {
	p := &settingsSupportPage{Page: s.newPage(v, "Support and gaps"), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Errors = f.Errors()
	return s.render(w, status, "settings_support", p)
}

func (s *Server) setSupport(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	chosen := askSupport(f, app.SupportSettings{})
	err := s.app.SetSupportSettings(r.Context(), v.Actor, chosen)
	if err == nil {
		s.tell(w, "It is saved, and holds from now on.")
		return seeOther(w, r, "/settings/support")
	}
	if app.As(err).Kind != app.Invalid {
		return err
	}
	f.refuse(app.As(err).Refusals)
	return s.showSettingsSupport(w, v, f, http.StatusUnprocessableEntity)
}
