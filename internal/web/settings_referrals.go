package web

import (
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsReferralsPage is where an administrator says whether people outside
// can refer to the register, and where they can ask.
type settingsReferralsPage struct {
	Page
	Address   string
	Link      *ui.Link
	Questions []ui.Component
	Save      ui.Button
}

func askReferralSettings(f *form, now app.ReferralSettings) (s app.ReferralSettings) {
	open := []string{}
	if now.Open {
		open = []string{"yes"}
	}
	s.Open = len(f.any("open", "Referrals from outside", "", open, choice{value: "yes", text: "People who are not signed in can refer somebody, or themself"})) > 0
	s.Name = f.line(input("name", "What people know the area as", "For example Northshire"), now.Name)
	s.Phone = f.line(input("phone", "Phone number for questions", ""), now.Phone)
	s.Hours = f.line(input("hours", "When somebody answers (optional)", "For example Monday to Friday, 9am to 5pm"), now.Hours)
	s.Email = f.line(input("email", "Email address for questions (optional)", ""), now.Email)
	s.Post = f.line(input("post", "Postal address for questions (optional)", ""), now.Post)
	s.Letter = f.words(ui.Textarea{Name: "letter", Rows: 4, Label: small("Your own words at the end of each letter (optional)"), Hint: ui.Hint{Text: "For example whom to call on the day, or where to come"}}, now.Letter)
	s.LetterEasy = f.words(ui.Textarea{Name: "letter_easy", Rows: 4, Label: small("The same in easy read (optional)"), Hint: ui.Hint{Text: "One short sentence on each line. An easy-read letter has only this"}}, now.LetterEasy)
	days := f.line(ui.Input{Name: "draft_days", Label: small("Days for which a referral is kept that was begun and not sent"), Hint: ui.Hint{Text: "From 1 to 60. Local: no law or policy gives a number"}, Width: 3, Inputmode: "numeric", Autocomplete: "off"}, strconv.Itoa(now.DraftDays))
	s.DraftDays, _ = strconv.Atoi(days)
	days = f.line(ui.Input{Name: "look_again_days", Label: small("Days within which a decision is looked at again, if somebody asks"), Hint: ui.Hint{Text: "From 1 to 90, from the day on which they asked. Local: no law or policy gives a number"}, Width: 3, Inputmode: "numeric", Autocomplete: "off"}, strconv.Itoa(now.LookAgainDays))
	s.LookAgainDays, _ = strconv.Atoi(days)
	return s
}

func (s *Server) settingsReferrals(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.ReferralSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	askReferralSettings(f, now)
	return s.showSettingsReferrals(w, v, f, now, http.StatusOK)
}

func (s *Server) setReferrals(w http.ResponseWriter, r *http.Request, v visit) error {
	now, err := s.app.ReferralSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	chosen := askReferralSettings(f, now)
	if len(f.problems) == 0 {
		err := s.app.SetReferralSettings(r.Context(), v.Actor, chosen)
		if err == nil {
			s.tell(w, "Saved.")
			return seeOther(w, r, "/settings/referrals")
		}
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f.refuse(e.Refusals)
	}
	return s.showSettingsReferrals(w, v, f, now, http.StatusUnprocessableEntity)
}

func (s *Server) showSettingsReferrals(w http.ResponseWriter, v visit, f *form, now app.ReferralSettings, status int) error {
	p := &settingsReferralsPage{Page: s.newPage(v, "Referrals from outside"), Questions: f.Questions(), Save: ui.Button{Text: "Save"}}
	p.Back = &ui.BackLink{Text: "Back to settings", Href: "/settings"}
	p.Address = referPath(v.Actor.Register, "")
	if now.Open {
		p.Link = &ui.Link{Text: "Open the page", Href: p.Address}
	}
	if status != http.StatusOK {
		p.Errors = f.Errors()
	}
	return s.render(w, status, "settings_referrals", p)
}
