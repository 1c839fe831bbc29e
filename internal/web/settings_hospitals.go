package web

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// settingsHospitalsPage lists the hospitals and wards that can be chosen.
type settingsHospitalsPage struct {
	Page
	Unlisted *ui.SortableTable
	Add      ui.Button
	Table    ui.SortableTable
	File     ui.Link
	Action   string
	Choose   ui.FileUpload
	Send     ui.Button
}

const hospitalsPath = "/settings/hospitals"

// mostHospitals is how long the file of them may be, in bytes.
const mostHospitals = 1 << 20

func (s *Server) settingsHospitals(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showHospitals(w, r, v, "", http.StatusOK)
}

func (s *Server) showHospitals(w http.ResponseWriter, r *http.Request, v visit, fault string, status int) error {
	list, err := s.app.Hospitals(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	unlisted, err := s.app.UnlistedHospitals(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &settingsHospitalsPage{
		Page: s.newPage(v, "Hospitals and wards"), Add: ui.Button{Text: "Add a hospital", Href: hospitalsPath + "/new"}, Action: hospitalsPath + "/file",
		File: ui.Link{Text: "Download the list as a CSV file", Href: hospitalsPath + "/file.csv"},
		Choose: ui.FileUpload{
			Name: "file", Label: small("Bring in a CSV file"), ErrorMessage: ui.ErrorMessage{Text: fault}, Attributes: ui.Attributes{"accept": ".csv,text/csv"},
			Hint: ui.Hint{Text: "With the columns of the file above, a line for each ward. Hospitals of the same code are changed, others are added, and none is taken away"},
		},
		Send: ui.Button{Text: "Bring in", Variant: "secondary", PreventDoubleClick: "true"},
	}
	p.Back = &ui.BackLink{Text: "Back to settings", Href: "/settings"}
	if !v.may(access.ChangeSettings) && !v.may(access.ManageUsers) { // who brings in spreadsheets keeps the list too
		p.Back = &ui.BackLink{Text: "Back to those in hospital", Href: "/inpatients"}
	}
	if fault != "" {
		p.Errors = []ui.ErrorItem{{Text: fault, Href: "#file"}}
	}
	if len(unlisted) > 0 {
		t := table("In use and not on the list", []string{"Hospital", "People there now", "Add it"}, nil)
		for _, u := range unlisted {
			name := orWords(u.Name, u.Hospital)
			t.Rows = append(t.Rows, []ui.Cell{{Text: name}, {Text: thousands(u.People)}, {Body: ui.Link{Text: "Add to the list", VisuallyHiddenText: name, Href: hospitalsPath + "/new?name=" + url.QueryEscape(name)}}})
		}
		p.Unlisted = &t
	}
	p.Table = table("Hospitals and wards", []string{"Hospital", "In area", "Care Quality Commission", "Wards", "Change it"}, nil)
	p.Table.Empty = ui.Text("There is no hospital in the list yet. Until there is, hospitals and wards are typed.")
	for _, h := range list {
		var wards ui.Lines
		for _, x := range h.Wards {
			line := x.Name
			if x.Security != "" {
				line += ", " + uncapital(x.Security.Word())
			}
			wards = append(wards, ui.Line{Text: line})
		}
		if wards == nil {
			wards = ui.Lines{{Text: "None yet", Minor: true}}
		}
		rating := ui.Lines{{Text: cqcWord(h.Rating)}}
		if h.Rating == app.CQCInadequate {
			rating = ui.Lines{{Body: ui.Tag{Text: "Inadequate", Colour: "red"}}}
		}
		if h.RatedOn != 0 {
			rating = append(rating, ui.Line{Text: "Since " + short(h.RatedOn), Minor: true})
		}
		p.Table.Rows = append(p.Table.Rows, []ui.Cell{
			{Body: ui.Lines{{Text: h.Name}, {Text: h.Code, Minor: true}}}, {Text: yesNo(h.InArea)}, {Body: rating}, {Body: wards},
			{Body: ui.Link{Text: "Change", VisuallyHiddenText: h.Name, Href: hospitalsPath + "/" + url.PathEscape(h.Code)}},
		})
	}
	return s.render(w, status, "settings_hospitals", p)
}

func cqcWord(rating string) string {
	for _, r := range app.CQCRatings {
		if r.Key == rating {
			return r.Word
		}
	}
	return "Not recorded"
}

func (s *Server) hospitalsFile(w http.ResponseWriter, r *http.Request, v visit) error {
	list, err := s.app.Hospitals(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	data, err := app.HospitalsFile(list)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "hospitals.csv"}))
	_, err = w.Write(data)
	return err
}

func (s *Server) bringInHospitals(w http.ResponseWriter, r *http.Request, v visit) error {
	fault := "Choose a CSV file"
	if parts, err := r.MultipartReader(); err == nil {
		sent, err := readSent(parts, mostHospitals)
		if err != nil {
			return fmt.Errorf("receiving a file: %w", err)
		}
		if len(sent.file) > 0 {
			n, err := s.app.BringInHospitals(r.Context(), v.Actor, sent.file)
			if err == nil {
				s.tell(w, capital(counted(n, "hospital is", "hospitals are"))+" brought in.")
				return seeOther(w, r, hospitalsPath)
			}
			if app.As(err).Kind != app.Invalid {
				return err
			}
			fault = app.As(err).Text
		}
	}
	return s.showHospitals(w, r, v, fault, http.StatusUnprocessableEntity)
}

// settingsHospitalPage asks about one hospital.
type settingsHospitalPage struct {
	Page
	Action       string
	Questions    []ui.Component
	Save         ui.Button
	Remove       string // where to send the wish to take it off; "" for a new one
	RemoveButton ui.Button
}

func (s *Server) hospitalNew(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.showHospital(w, v, app.Hospital{Name: clean(r.URL.Query().Get("name")), InArea: true}, s.blankForm(nil), http.StatusOK)
}

func (s *Server) addHospital(w http.ResponseWriter, r *http.Request, v visit) error {
	return s.saveHospital(w, r, v, app.Hospital{})
}

func (s *Server) hospitalOfCode(w http.ResponseWriter, r *http.Request, v visit) error {
	h, err := s.hospitalOf(r, v)
	if err != nil {
		return err
	}
	return s.showHospital(w, v, h, s.blankForm(nil), http.StatusOK)
}

func (s *Server) changeHospital(w http.ResponseWriter, r *http.Request, v visit) error {
	h, err := s.hospitalOf(r, v)
	if err != nil {
		return err
	}
	return s.saveHospital(w, r, v, h)
}

func (s *Server) hospitalOf(r *http.Request, v visit) (app.Hospital, error) {
	list, err := s.app.Hospitals(r.Context(), v.Actor)
	if err != nil {
		return app.Hospital{}, err
	}
	i := slices.IndexFunc(list, func(h app.Hospital) bool { return h.Code == r.PathValue("code") })
	if i < 0 {
		return app.Hospital{}, &app.Error{Kind: app.NotFound, Text: "There is no such hospital in the list."}
	}
	return list[i], nil
}

func (s *Server) removeHospital(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.app.RemoveHospital(r.Context(), v.Actor, r.PathValue("code")); err != nil {
		return err
	}
	s.tell(w, "The hospital is off the list. Records that name it stay as they are.")
	return seeOther(w, r, hospitalsPath)
}

func (s *Server) saveHospital(w http.ResponseWriter, r *http.Request, v visit, was app.Hospital) error {
	f := s.blankForm(r.PostForm)
	h := askHospital(f, was)
	if len(f.problems) == 0 {
		err := s.app.SetHospital(r.Context(), v.Actor, h)
		if err == nil {
			s.tell(w, "The list is changed.")
			return seeOther(w, r, hospitalsPath)
		}
		if app.As(err).Kind != app.Invalid {
			return err
		}
		f.refuse(app.As(err).Refusals)
	}
	again := s.blankForm(r.PostForm)
	again.problems = f.problems
	return s.showHospital(w, v, was, again, http.StatusUnprocessableEntity)
}

func (s *Server) showHospital(w http.ResponseWriter, v visit, h app.Hospital, f *form, status int) error {
	p := &settingsHospitalPage{Page: s.newPage(v, "Add a hospital"), Action: hospitalsPath + "/new", Save: ui.Button{Text: "Save", PreventDoubleClick: "true"}}
	p.Back = &ui.BackLink{Text: "Back to hospitals and wards", Href: hospitalsPath}
	if h.Code != "" {
		p.Title, p.Action = "Change a hospital", hospitalsPath+"/"+url.PathEscape(h.Code)
		p.Remove, p.RemoveButton = p.Action+"/remove", ui.Button{Text: "Take it off the list", Variant: "secondary", Small: true}
	}
	problems := f.problems
	askHospital(f, h)
	f.problems = problems
	p.Questions, p.Errors = f.Questions(), f.Errors()
	return s.render(w, status, "settings_hospital", p)
}

func askHospital(f *form, was app.Hospital) app.Hospital {
	h := app.Hospital{Code: was.Code}
	if was.Code == "" {
		h.Code = f.line(input("code", "ODS code", "Of the hospital as a site, from the Organisation Data Service"), "")
	} else {
		f.show(ui.Paragraph("ODS code: " + was.Code))
	}
	h.Name = f.line(input("name", "Name of the hospital", ""), was.Name)
	in := "no"
	if was.InArea {
		in = "yes"
	}
	h.InArea = f.one("in_area", "Is it in your area?", "", in, choice{value: "yes", text: "Yes"}, choice{value: "no", text: "No"}) == "yes"
	ratings := []choice{{value: "", text: "Not known"}}
	for _, r := range app.CQCRatings {
		ratings = append(ratings, choice{value: r.Key, text: r.Word})
	}
	h.Rating = f.one("rating", "How does the Care Quality Commission rate it?", "", was.Rating, ratings...)
	h.RatedOn = f.day("rated_on", "Since when? (optional)", "Needed for “Inadequate”", "The day", was.RatedOn)
	var lines []string
	for _, x := range was.Wards {
		lines = append(lines, strings.TrimRight(strings.Join([]string{x.Name, string(x.Security), string(x.Kind), string(x.Bed)}, "; "), "; "))
	}
	words := f.words(ui.Textarea{Name: "wards", Rows: 8, Label: small("Wards"), Hint: ui.Hint{Text: "One a line: the name and, after semicolons, the security (" + joined(casefile.Securities) + "), the kind of ward and the kind of bed. For example: Elm Ward; low; secure-forensic; low-secure"}}, strings.Join(lines, "\n"))
	for _, line := range strings.Split(words, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		part := strings.Split(line+";;;", ";")
		for i := range part {
			part[i] = strings.TrimSpace(part[i])
		}
		h.Wards = append(h.Wards, app.Ward{Name: part[0], Security: casefile.Security(strings.ToLower(part[1])), Kind: casefile.WardKind(part[2]), Bed: casefile.BedKind(part[3])})
	}
	return h
}

func joined[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
