package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// settingsRemindersPage is where an administrator says who is reminded of what
// and when.
type settingsRemindersPage struct {
	Page
	Email ui.Checkboxes
	Kinds []ui.Details
	Save  ui.Button
}

// holderWord stands for who holds a case among the roles to choose from.
const holderWord = "holder"

func (s *Server) settingsReminders(w http.ResponseWriter, r *http.Request, v visit) error {
	settings, _, err := s.app.ReminderSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	return s.showReminderSettings(w, r, v, http.StatusOK, reminderForm(settings), nil)
}

func (s *Server) setReminders(w http.ResponseWriter, r *http.Request, v visit) error {
	settings, problems := readReminderForm(r.PostForm)
	if len(problems) == 0 {
		err := s.app.SetReminderSettings(r.Context(), v.Actor, settings)
		if err == nil {
			s.tell(w, "Saved. These settings hold for the reminders that are made from now on.")
			return seeOther(w, r, "/settings/reminders")
		}
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		for _, refusal := range e.Refusals {
			problems = append(problems, problem{field: refusal.Field, text: refusal.Text})
		}
	}
	return s.showReminderSettings(w, r, v, http.StatusUnprocessableEntity, r.PostForm, problems)
}

// reminderForm is how the form is filled in for settings.
func reminderForm(s app.ReminderSettings) url.Values {
	f := url.Values{}
	if s.Email {
		f.Set("email", "yes")
	}
	for key, k := range s.Kinds {
		if k.On {
			f.Set(key+"-on", "yes")
		}
		if k.Holder {
			f.Add(key+"-who", holderWord)
		}
		for _, role := range k.Roles {
			f.Add(key+"-who", string(role))
		}
		f.Set(key+"-ahead", daysText(k.Ahead))
		f.Set(key+"-after", daysText(k.After))
	}
	return f
}

// readReminderForm reads what was typed.
func readReminderForm(f url.Values) (app.ReminderSettings, []problem) {
	s := app.ReminderSettings{Email: f.Get("email") == "yes", Kinds: map[string]app.KindReminders{}}
	var problems []problem
	for _, kind := range app.DueKinds {
		days := func(field string) []int {
			days, ok := readDays(f.Get(kind.Key + "-" + field))
			if !ok {
				problems = append(problems, problem{field: kind.Key + "-" + field, text: kind.Word + ": write whole numbers with commas between them, such as 14, 3"})
			}
			return days
		}
		k := app.KindReminders{On: f.Get(kind.Key+"-on") == "yes", Roles: []access.Role{}, Ahead: days("ahead"), After: days("after")}
		slices.Reverse(k.Ahead) // most first, as they come
		for _, who := range f[kind.Key+"-who"] {
			if who == holderWord {
				k.Holder = true
			} else {
				k.Roles = append(k.Roles, access.Role(who))
			}
		}
		s.Kinds[kind.Key] = k
	}
	return s, problems
}

// readDays reads numbers of days, each once, fewest first.
func readDays(typed string) (days []int, ok bool) {
	days = []int{}
	for _, word := range strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) }) {
		n, err := strconv.Atoi(word)
		if err != nil {
			if word == "and" {
				continue
			}
			return days, false
		}
		days = append(days, n)
	}
	slices.Sort(days)
	return slices.Compact(days), true
}

func daysText(days []int) string {
	words := make([]string, len(days))
	for i, n := range days {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}

func (s *Server) showReminderSettings(w http.ResponseWriter, r *http.Request, v visit, status int, f url.Values, problems []problem) error {
	_, staff, err := s.app.ReminderSettings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	titles, err := s.app.RuleTitles(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &settingsRemindersPage{Page: s.newPage(v, "Who is reminded, and when"), Save: ui.Button{Text: "Save"}}
	p.Back = &ui.BackLink{Text: "Back to settings", Href: "/settings"}
	about := func(field string) ui.ErrorMessage {
		for _, x := range problems {
			if x.field == field {
				return ui.ErrorMessage{Text: x.text}
			}
		}
		return ui.ErrorMessage{}
	}
	for _, x := range problems {
		p.Errors = append(p.Errors, ui.ErrorItem{Text: x.text, Href: "#" + x.field})
	}
	hint := "It says how many new reminders there are and of which kinds, and leads here. It names nobody."
	if !s.app.CanEmail() {
		hint = "Homeward cannot send email here yet. Ask whoever runs it to set up the mail server; until then reminders are in Homeward alone."
	}
	off := !s.app.CanEmail() && f.Get("email") == ""
	p.Email = ui.Checkboxes{
		Name: "email", Values: f["email"], ErrorMessage: about("email"), Hint: ui.Hint{Text: hint},
		Fieldset: &ui.Fieldset{Legend: ui.Legend{Text: "Email", Size: "m"}},
		Items:    []ui.Choice{{Value: "yes", Text: "Send each person one email on a day with new reminders", Disabled: &off}},
	}
	for _, kind := range app.DueKinds {
		p.Kinds = append(p.Kinds, reminderKind(kind, f, staff, titles, about))
	}
	return s.render(w, status, "settings_reminders", p)
}

// reminderKind asks about one kind of obligation.
func reminderKind(kind app.DueKind, f url.Values, staff map[access.Role]int, titles ruleTitles, about func(string) ui.ErrorMessage) ui.Details {
	name := func(field string) string { return kind.Key + "-" + field }
	who := ui.Checkboxes{
		Name: name("who"), Values: f[name("who")], Small: true, ErrorMessage: about(name("who")),
		Fieldset: &ui.Fieldset{Legend: ui.Legend{Text: "Who is reminded", Size: "s"}}, Hint: ui.Hint{Text: "A role stands for everyone who has it, each for the people whom they may see"},
		Items: []ui.Choice{{Value: holderWord, Text: "Who holds the person’s case", Hint: ui.Hint{Text: "The user whose name is that of the case’s coordinator; where there is none, the register coordinators"}}},
	}
	for _, role := range access.Roles {
		if !app.CanBeReminded(role) {
			continue
		}
		users := fmt.Sprintf("%d people", staff[role])
		if staff[role] == 1 {
			users = "1 person"
		}
		who.Items = append(who.Items, ui.Choice{Value: string(role), Text: fmt.Sprintf("%s (%s)", role.Word(), users)})
	}
	days := func(field, label, hint string) ui.Input {
		return ui.Input{Name: name(field), Value: f.Get(name(field)), Width: 10, Autocomplete: "off", Label: small(label), Hint: ui.Hint{Text: hint}, ErrorMessage: about(name(field))}
	}
	var rules []string
	for _, rule := range kind.Rules {
		rules = append(rules, titles(rule.String()))
	}
	wrong := false
	for _, field := range []string{"who", "ahead", "after"} {
		wrong = wrong || about(name(field)).Text != ""
	}
	d := ui.Expander(kind.Word+": "+reminderWords(kind.Key, f), ui.Group{
		ui.Paragraph("For: " + strings.Join(rules, "; ") + "."),
		ui.Checkboxes{Name: name("on"), Values: f[name("on")], Items: []ui.Choice{{Value: "yes", Text: "Make these reminders"}}},
		who,
		days("ahead", "Days before it is due", "For example, 14, 3. Write 0 for the day itself"),
		days("after", "Days after it was due, while it is not done", "For example, 1, 7, 28"),
	})
	d.Open = wrong
	return d
}

// reminderWords says in a line what is chosen for a kind.
func reminderWords(kind string, f url.Values) string {
	if f.Get(kind+"-on") != "yes" {
		return "no reminders"
	}
	var when []string
	for _, part := range []struct{ field, word string }{{"ahead", "before"}, {"after", "after"}} {
		if days, ok := readDays(f.Get(kind + "-" + part.field)); ok && len(days) > 0 {
			when = append(when, inWords(days)+" days "+part.word)
		}
	}
	return cmp.Or(strings.Join(when, "; "), "no days given")
}

// inWords lists numbers: 1, 7 and 28.
func inWords(days []int) string {
	last := len(days) - 1
	if last == 0 {
		return strconv.Itoa(days[0])
	}
	return daysText(days[:last]) + " and " + strconv.Itoa(days[last])
}
