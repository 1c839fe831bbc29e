package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

const dischargeSettingsPath = "/settings/discharge"

// settingsDischargePage has what the register settles itself about coming home
// from hospital.
type settingsDischargePage struct {
	Page
	Questions []ui.Component
	Save      ui.Button
}

// noRating is the choice that no rating is suggested.
const noRating = "none"

func askDischargeSettings(f *form, now app.DischargeSettings) (s app.DischargeSettings) {
	number := func(name, label, hint string, initial int) int {
		typed := f.line(ui.Input{Name: name, Label: small(label), Hint: ui.Hint{Text: hint}, Suffix: ui.Affix{Text: "days"}, Inputmode: "numeric", Width: 3, Autocomplete: "off"}, someNumber(initial))
		if typed == "" {
			return 0
		}
		n, err := strconv.Atoi(typed)
		if err != nil {
			return -1 // which is refused
		}
		return n
	}
	s.SectionDays = number("section_days", "A section under the Mental Health Act is said to run out soon", fmt.Sprintf("A local standard, from 1 to %d days before. Data quality lists who it is", app.MostSectionDays), now.SectionSoon())
	initial := string(now.Rating)
	if initial == "" {
		initial = noRating
	}
	offered := []choice{{value: noRating, text: "None: whoever records the discharge chooses"}}
	for _, r := range []casefile.Rating{casefile.Red, casefile.Amber, casefile.Green} {
		offered = append(offered, choice{value: string(r), body: ui.RatingTag{Rating: string(r)}, hint: f.help.Words.Of(r)})
	}
	if chosen := f.one("rating", "Which rating is suggested after a discharge?", "It is chosen already on the forms, and people can choose another", initial, offered...); chosen != noRating {
		s.Rating = casefile.Rating(chosen)
	}
	if f.typed != nil && f.typed.Get("rating") == "" {
		f.problem("rating", "Choose a rating, or none")
	}
	s.Days = number("days", "For how long?", fmt.Sprintf("From 1 to %d days. Leave this empty where no rating is suggested", app.MostDischargeDays), now.Days)
	for i := range app.MostFollowUp {
		n, step := i+1, app.FollowUpStep{}
		if i < len(now.FollowUp) {
			step = now.FollowUp[i]
		}
		hint := ""
		if i == 0 {
			hint = "What is done when somebody is home, such as a visit or a call. Leave those empty that you do not need"
		}
		step.Text = f.line(input(fmt.Sprintf("step_%d", n), fmt.Sprintf("Follow-up %d (optional)", n), hint), step.Text)
		step.Days = number(fmt.Sprintf("step_%d_days", n), fmt.Sprintf("Follow-up %d is done within", n), "", step.Days)
		s.FollowUp = append(s.FollowUp, step)
	}
	return s
}

// someNumber writes nothing for 0.
func someNumber(n int) string {
	return strings.TrimPrefix(strconv.Itoa(n), "0")
}

func (s *Server) settingsDischarge(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.DischargeSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	if f.help.Words, _, err = s.app.RatingWordsSettings(r.Context(), v.Actor); err != nil {
		return err
	}
	askDischargeSettings(f, now)
	return s.showSettingsDischarge(w, v, f, http.StatusOK)
}

func (s *Server) showSettingsDischarge(w http.ResponseWriter, v visit, f *form, status int) error {
	p := &settingsDischargePage{Page: s.newPage(v, "In hospital and after"), Questions: f.Questions(), Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Back, p.Errors = &ui.BackLink{Text: "Back to settings", Href: "/settings"}, f.Errors()
	return s.render(w, status, "settings_discharge", p)
}

func (s *Server) setDischarge(w http.ResponseWriter, r *http.Request, v visit) error {
	f := s.blankForm(r.PostForm)
	var err error
	if f.help.Words, _, err = s.app.RatingWordsSettings(r.Context(), v.Actor); err != nil {
		return err
	}
	chosen := askDischargeSettings(f, app.DischargeSettings{})
	if len(f.problems) == 0 {
		err := s.app.SetDischargeSettings(r.Context(), v.Actor, chosen)
		if err == nil {
			s.tell(w, "It is saved, and holds from now on.")
			return seeOther(w, r, dischargeSettingsPath)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	return s.showSettingsDischarge(w, v, f, http.StatusUnprocessableEntity)
}
