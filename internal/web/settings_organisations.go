package web

import (
	"net/http"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// settingsOrganisationsPage lists the organisations that users and teams of a
// register belong to.
type settingsOrganisationsPage struct {
	Page
	Add  ui.Button
	List ui.SortableTable
}

func organisationPath(code, part string) string {
	path := "/settings/organisations/" + code
	if part != "" {
		path += "/" + part
	}
	return path
}

func (s *Server) settingsOrganisations(w http.ResponseWriter, r *http.Request, v visit) error {
	all, err := s.app.Organisations(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &settingsOrganisationsPage{Page: s.newPage(v, "Organisations"), Add: ui.Button{Text: "Add an organisation", Href: organisationPath("new", "")}}
	p.Back = &ui.BackLink{Text: "Back to settings", Href: "/settings"}
	p.List = ui.SortableTable{
		Caption: "Organisations of this register", HideCaption: true, Empty: ui.Text("There is no organisation in this register yet."),
		Columns: []ui.SortColumn{{Text: "Organisation"}, {Text: "Kind"}, {Text: "From"}, {Text: "Ends"}, {Text: "Change it"}},
	}
	for _, o := range all {
		p.List.Rows = append(p.List.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: o.Name}, {Text: o.Code, Minor: true}}},
			{Text: app.OrganisationKind(o.Kind).Word()},
			{Text: short(o.From)},
			{Body: endLines(all, o, s.app.Today())},
			{Body: ui.Lines{
				{Body: ui.Link{Text: "Change", VisuallyHiddenText: o.Name, Href: organisationPath(o.Code, "")}},
				{Body: ui.Link{Text: "End", VisuallyHiddenText: o.Name, Href: organisationPath(o.Code, "end")}},
			}},
		})
	}
	return s.render(w, http.StatusOK, "settings_organisations", p)
}

// endLines say when an organisation ends or ended, and what takes its place.
func endLines(all []app.Organisation, o app.Organisation, today civil.Date) ui.Lines {
	if o.EndsOn == 0 {
		return ui.Lines{{Text: "No end known", Minor: true}}
	}
	words := "Ends on "
	if o.EndsOn <= today {
		words = "Ended on "
	}
	lines := ui.Lines{{Text: words + short(o.EndsOn)}}
	for _, next := range all {
		if next.Code == o.Successor {
			lines = append(lines, ui.Line{Text: "then " + next.Name, Minor: true})
		}
	}
	return lines
}

// askOrganisation asks for one of those there are today. Had is the one that it
// was; what came after it is offered in its place.
func (s *Server) askOrganisation(r *http.Request, v visit, f *form, label, had string) error {
	all, err := s.app.Organisations(r.Context(), v.Actor)
	if err != nil || len(all) == 0 {
		return err
	}
	today := s.app.Today()
	offered := app.OrganisationsOn(all, today)
	if now, ok := app.OrganisationNow(all, had, today); ok {
		had = now.Code
		if now.EndsOn != 0 && now.EndsOn <= today {
			offered = append(offered, now)
		}
	}
	var choices []choice
	for _, o := range offered {
		choices = append(choices, choice{value: o.Code, text: o.Name})
	}
	f.pick("organisation", label, "", had, choices...)
	return nil
}
