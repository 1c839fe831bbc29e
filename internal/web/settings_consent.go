package web

import (
	"fmt"
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsConsentPage has what the register settles itself about consent and
// about leaving.
type settingsConsentPage struct {
	Page
	Questions []ui.Component
	Save      ui.Button
}

func askConsentSettings(f *form, now app.ConsentSettings) app.ConsentSettings {
	number := func(name, label, hint, suffix string, initial int) int {
		typed := f.line(ui.Input{Name: name, Label: small(label), Hint: ui.Hint{Text: hint}, Suffix: ui.Affix{Text: suffix}, Inputmode: "numeric", Width: 3, Autocomplete: "off"}, strconv.Itoa(initial))
		n, err := strconv.Atoi(typed)
		if err != nil {
			return -1 // which is refused
		}
		return n
	}
	months := fmt.Sprintf("From 1 to %d months", app.MostConsentMonths)
	var s app.ConsentSettings
	s.AskAgainMonths = number("ask_again_months", "Ask for consent again at the latest after", months, "months", now.AskAgainMonths)
	s.SixteenMonths = number("sixteen_months", "List who turns 16, and whose parent agreed, before the birthday", months, "months", now.SixteenMonths)
	s.MoveDays = number("move_days", "How long another area may be silent about somebody who moved there", fmt.Sprintf("A local standard, from 1 to %d days. After it data quality lists them", app.MostMoveDays), "days", now.MoveDays)
	s.LeaveWeeks = number("leave_weeks", "Green before leaving the register", fmt.Sprintf("From 0 to %d weeks. 0 is for no time. It advises, and stops nobody", app.MostLeaveWeeks), "weeks", now.LeaveWeeks)
	s.LeaveAgreedBy = f.line(input("leave_agreed_by", "Who agrees that somebody leaves? (optional)", "It is shown as advice"), now.LeaveAgreedBy)
	s.LeaveCall = f.line(input("leave_call", "Whom to call after leaving (optional)", "It is filled in on the form. For example: the register team, 01632 960 001"), now.LeaveCall)
	return s
}

func (s *Server) settingsConsent(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.ConsentSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askConsentSettings(f, now)
	return s.showSettingsConsent(w, v, f, http.StatusOK)
}

func (s *Server) showSettingsConsent(w http.ResponseWriter, v visit, f *form, status int) error {
	p := &settingsConsentPage{Page: s.newPage(v, "Consent and leaving"), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Errors = f.Errors()
	return s.render(w, status, "settings_consent", p)
}

func (s *Server) setConsent(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	chosen := askConsentSettings(f, app.ConsentSettings{})
	if len(f.problems) == 0 {
		err := s.app.SetConsentSettings(r.Context(), v.Actor, chosen)
		if err == nil {
			s.tell(w, "It is saved, and holds from now on.")
			return seeOther(w, r, "/settings/consent")
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showSettingsConsent(w, v, f, http.StatusUnprocessableEntity)
}
