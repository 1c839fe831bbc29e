package web

import (
	"context"
	"net/http"

	"homeward/internal/app"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// settingsOrganisationPage asks about one organisation.
type settingsOrganisationPage struct {
	Page
	About     string
	Words     []string
	Action    string
	Questions []ui.Component
	Save      ui.Button
	Cancel    ui.Link
	More      []ui.Link
}

func (s *Server) newOrganisationPage(v visit, title, about, action, save string) *settingsOrganisationPage {
	p := &settingsOrganisationPage{
		Page: s.newPage(v, title), About: about, Action: action, Save: ui.Button{Text: save, PreventDoubleClick: "true"},
		Cancel: ui.Link{Text: "Change nothing", Href: "/settings/organisations"},
	}
	p.Back = &ui.BackLink{Text: "Back to organisations", Href: "/settings/organisations"}
	return p
}

// organisationForm asks what an organisation is.
func organisationForm(f *form, o app.Organisation) app.Organisation {
	if o.Code == "" {
		o.Code = f.line(input("code", "Code", "The one of the Organisation Data Service, such as QXX. Where there is none, one of your own"), "")
	}
	name, kind, from := o.Name, o.Kind, o.From
	if from == 0 {
		from = f.today
	}
	o.Name = f.line(input("name", "Name", ""), name)
	o.Kind = f.one("kind", "Kind", "", kind, choices(app.OrganisationKinds)...)
	o.From = f.day("from", "First day", "For example, "+exampleDay(f.today), "The first day", from)
	return o
}

// saveOrganisation changes what a form says, or shows it again with what is
// wrong.
func (s *Server) saveOrganisation(w http.ResponseWriter, r *http.Request, v visit, f *form, p *settingsOrganisationPage, told string, change func(context.Context) error) error {
	if len(f.problems) == 0 {
		err := change(r.Context())
		if err == nil {
			s.tell(w, told)
			return seeOther(w, r, "/settings/organisations")
		}
		e := app.As(err)
		if e.Kind != app.Invalid {
			return err
		}
		f.refuse(e.Refusals)
	}
	p.Questions, p.Errors = f.Questions(), f.Errors()
	return s.render(w, http.StatusUnprocessableEntity, "settings_organisation", p)
}

func (s *Server) organisationNew(w http.ResponseWriter, r *http.Request, v visit) error {
	p := s.newOrganisationPage(v, "Add an organisation", "", organisationPath("new", ""), "Add the organisation")
	f := s.blankForm(nil)
	organisationForm(f, app.Organisation{})
	p.Questions = f.Questions()
	return s.render(w, http.StatusOK, "settings_organisation", p)
}

func (s *Server) addOrganisation(w http.ResponseWriter, r *http.Request, v visit) error {
	p := s.newOrganisationPage(v, "Add an organisation", "", organisationPath("new", ""), "Add the organisation")
	f := s.blankForm(r.PostForm)
	o := organisationForm(f, app.Organisation{})
	return s.saveOrganisation(w, r, v, f, p, "The organisation is added.", func(ctx context.Context) error { return s.app.AddOrganisation(ctx, v.Actor, o) })
}

// organisationPage is the form for one that there is.
func (s *Server) organisationPage(r *http.Request, v visit) (app.Organisation, *settingsOrganisationPage, error) {
	o, err := s.app.Organisation(r.Context(), v.Actor, r.PathValue("code"))
	if err != nil {
		return o, nil, err
	}
	p := s.newOrganisationPage(v, "Change an organisation", o.Name+", "+o.Code, organisationPath(o.Code, ""), "Save")
	p.More = []ui.Link{{Text: "End this organisation", Href: organisationPath(o.Code, "end")}, {Text: "It was added by mistake", Href: organisationPath(o.Code, "remove")}}
	return o, p, nil
}

func (s *Server) organisation(w http.ResponseWriter, r *http.Request, v visit) error {
	o, p, err := s.organisationPage(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	organisationForm(f, o)
	p.Questions = f.Questions()
	return s.render(w, http.StatusOK, "settings_organisation", p)
}

func (s *Server) changeOrganisation(w http.ResponseWriter, r *http.Request, v visit) error {
	o, p, err := s.organisationPage(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	o = organisationForm(f, o)
	return s.saveOrganisation(w, r, v, f, p, "The organisation is changed.", func(ctx context.Context) error {
		return s.app.ChangeOrganisation(ctx, v.Actor, o.Code, o.Name, app.OrganisationKind(o.Kind), o.From)
	})
}

// endForm asks when an organisation ends and what takes its place.
func (s *Server) endForm(r *http.Request, v visit, f *form, o app.Organisation) (on civil.Date, successor string, err error) {
	all, err := s.app.Organisations(r.Context(), v.Actor)
	if err != nil {
		return 0, "", err
	}
	on = f.day("on", "First day without it (optional)", "Leave it empty while no end is known", "The day", o.EndsOn)
	var others []choice
	for _, x := range all {
		if x.Code != o.Code {
			others = append(others, choice{value: x.Code, text: x.Name})
		}
	}
	if len(others) > 0 {
		successor = f.pick("successor", "What takes its place (optional)", "Add the new organisation first", o.Successor, others...)
	}
	return on, successor, nil
}

func (s *Server) organisationEndPage(r *http.Request, v visit) (app.Organisation, *settingsOrganisationPage, error) {
	o, err := s.app.Organisation(r.Context(), v.Actor, r.PathValue("code"))
	if err != nil {
		return o, nil, err
	}
	p := s.newOrganisationPage(v, "When it ends", o.Name+", "+o.Code, organisationPath(o.Code, "end"), "Save")
	p.Words = []string{"From that day its users and teams are those of the organisation that takes its place. Nobody’s access changes."}
	return o, p, nil
}

func (s *Server) organisationEnd(w http.ResponseWriter, r *http.Request, v visit) error {
	o, p, err := s.organisationEndPage(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(nil)
	if _, _, err := s.endForm(r, v, f, o); err != nil {
		return err
	}
	p.Questions = f.Questions()
	return s.render(w, http.StatusOK, "settings_organisation", p)
}

func (s *Server) endOrganisation(w http.ResponseWriter, r *http.Request, v visit) error {
	o, p, err := s.organisationEndPage(r, v)
	if err != nil {
		return err
	}
	f := s.blankForm(r.PostForm)
	on, successor, err := s.endForm(r, v, f, o)
	if err != nil {
		return err
	}
	if on == 0 && successor != "" && len(f.problems) == 0 {
		f.problem("on", "Enter the day from which the other takes its place")
	}
	told := "The organisation ends on " + on.Long() + "."
	if on == 0 {
		told = "No end of the organisation is known."
	}
	return s.saveOrganisation(w, r, v, f, p, told, func(ctx context.Context) error { return s.app.EndOrganisation(ctx, v.Actor, o.Code, on, successor) })
}

// organisationRemove asks before an organisation is removed.
func (s *Server) organisationRemove(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showOrganisationRemove(w, r, v, "", http.StatusOK)
}

func (s *Server) showOrganisationRemove(w http.ResponseWriter, r *http.Request, v visit, problem string, status int) error {
	o, err := s.app.Organisation(r.Context(), v.Actor, r.PathValue("code"))
	if err != nil {
		return err
	}
	p := &surePage{
		Page: s.newPage(v, "Remove this organisation?"), About: o.Name + ", " + o.Code, Action: organisationPath(o.Code, "remove"),
		Words: []string{"Do this only when it was added by mistake. One that there was is ended and stays in the list."},
		Do:    &ui.Button{Text: "Remove it", Variant: "warning", PreventDoubleClick: "true"}, Cancel: ui.Link{Text: "Keep it", Href: "/settings/organisations"},
	}
	if problem != "" {
		p.Title, p.Words, p.Do, p.Cancel.Text = "This organisation cannot be removed", []string{problem + "."}, nil, "Back to organisations"
	}
	p.Back = &ui.BackLink{Text: "Back to organisations", Href: "/settings/organisations"}
	return s.render(w, status, "sure", p)
}

func (s *Server) removeOrganisation(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.RemoveOrganisation(r.Context(), v.Actor, r.PathValue("code")); err != nil {
		if e := app.As(err); e.Kind == app.Invalid {
			return s.showOrganisationRemove(w, r, v, e.Text, http.StatusUnprocessableEntity)
		}
		return err
	}
	s.tell(w, "The organisation is removed.")
	return seeOther(w, r, "/settings/organisations")
}
