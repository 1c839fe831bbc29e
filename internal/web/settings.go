package web

import (
	"net/http"

	"homeward/internal/access"
	"homeward/internal/web/ui"
)

// settingsPage leads to what can be set for a register.
type settingsPage struct {
	Page
	Items []settingsItem
}

// settingsItem is one of them, with what it is for.
type settingsItem struct {
	Link  ui.Link
	Words string
}

func (s *Server) settings(w http.ResponseWriter, r *http.Request, v visit) error {
	p := &settingsPage{Page: s.newPage(v, "Settings")}
	for _, x := range []struct {
		text, path, words string
		needs             access.Permission
	}{
		{"Users", "/settings/users", "Who may sign in to this register and what they do here: joiners, movers and leavers.", access.ManageUsers},
		{"Teams", "/settings/teams", "Who works together, so that each can see what is due for all of their team.", access.ManageUsers},
		{"Organisations", "/settings/organisations", "The boards, trusts, local authorities, providers, schools and advocacy services that users work for.", access.ManageUsers},
		{"Who is reminded, and when", "/settings/reminders", "Whom Homeward reminds of what is due, how many days before and after, and whether by e-mail.", access.ChangeSettings},
		{"Ratings and early signs", settingsRatingPath, "The checklist that advises a rating, what each rating asks for, and which first signs suggest what.", access.ChangeSettings},
		{"Support and gaps", "/settings/support", "After how long what helps somebody is looked at again, and which small numbers of people are not written out.", access.ChangeSettings},
		{"Who sees what", "/settings/access", "What coordinators see without consent, and for how long a record stays open that was opened in an emergency.", access.ChangeSettings},
		{"Hospitals and wards", hospitalsPath, "The hospitals to choose from when somebody is admitted, with their codes, wards and ratings.", access.ChangeSettings},
		{"The national return", returnSettingsPath, "Who sends the return on people in hospital, and under which headings and codes it is written.", access.ChangeSettings},
		{"In hospital and after", dischargeSettingsPath, "How many days before it runs out a section is listed, which rating is suggested when somebody has left hospital, for how long, and what is done then.", access.ChangeSettings},
		{"Referrals from outside", "/settings/referrals", "Whether people who are not signed in can refer somebody, and where they can ask.", access.ChangeSettings},
		{"Consent and leaving", "/settings/consent", "When to ask for consent again, and what is advised before somebody leaves the register.", access.ChangeSettings},
		{"Rules", "/rules", "By which rules dates are counted, and what a change of them would do.", access.ChangeSettings},
	} {
		if v.may(x.needs) {
			p.Items = append(p.Items, settingsItem{ui.Link{Text: x.text, Href: x.path}, x.words})
		}
	}
	return s.render(w, http.StatusOK, "settings", p)
}
