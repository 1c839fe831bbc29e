package web

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/assuring"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// hospitalDataPage is what the national return asks of somebody in hospital.
type hospitalDataPage struct {
	Page
	Person  string
	Who     ui.Component
	Words   string
	Missing []ui.Link // where to record it
	Other   []ui.Link // what is recorded in words that no choice has
	Parts   []hospitalDataPart
	NotKept []string // what the return asks for as well
	Source  string   // where the codes are from
}

type hospitalDataPart struct {
	ID, Heading string
	Table       ui.SortableTable
}

func hospitalDataPath(caseID string) string { return hospitalPath(caseID) + "/data" }

func (s *Server) hospitalData(w http.ResponseWriter, r *http.Request, v visit) error {
	sheet, err := s.app.DataSheet(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	c := sheet.Case
	p := &hospitalDataPage{Page: s.newPage(v, "Data for the national return"), Person: c.Name(), Who: toTellApart(c.Details)}
	p.RecordParts = partsOf(v, c.ID, access.Whole)
	p.Back = &ui.BackLink{Text: "Back to the time in hospital", Href: hospitalPath(c.ID)}
	if sheet.Lines == nil {
		p.Words = "There is nothing to return: they are not in hospital, or the admission is not recorded."
		if o := c.Order(); o != nil {
			p.Words = "There is nothing to return: they are not in hospital. " + homeUnderWords(*o) + "."
		}
		return s.render(w, http.StatusOK, "hospital_data", p)
	}
	p.Source = sheet.Mapping.Name + ". " + sheet.Mapping.Source
	p.Words = "Everything on this sheet is recorded."
	if sheet.Missing > 0 {
		p.Words = capital(counted(sheet.Missing, "item is", "items are")) + " not recorded."
	}
	for i, part := range assuring.Parts {
		t := table(part, []string{"Item", "What is recorded", "Code"}, nil)
		for _, line := range sheet.Lines {
			if line.Item.Part != part {
				continue
			}
			words, code := ui.Lines{{Text: line.Value.Words}}, ui.Lines{{Text: line.Code}}
			if line.Value.Missing {
				words = ui.Lines{{Body: ui.Tag{Text: "Not recorded", Colour: "orange"}}}
				p.Missing = append(p.Missing, missingLink(v, sheet, line))
			}
			if line.Value.Other {
				words = append(words, ui.Line{Text: "Recorded in other words", Minor: true})
				link := missingLink(v, sheet, line)
				link.Text += ": " + line.Value.Words
				p.Other = append(p.Other, link)
			}
			if line.Unconfirmed {
				code = append(code, ui.Line{Text: "Code not confirmed", Minor: true})
			}
			t.Rows = append(t.Rows, []ui.Cell{{Text: line.Item.Word}, {Body: words}, {Body: code}})
		}
		p.Parts = append(p.Parts, hospitalDataPart{ID: fmt.Sprintf("part-%d", i+1), Heading: part, Table: t})
	}
	for _, x := range assuring.NotKept {
		p.NotKept = append(p.NotKept, x.What+": "+x.Why)
	}
	return s.render(w, http.StatusOK, "hospital_data", p)
}

// missingLink leads to where something is recorded: a form, the list of wards,
// or the admission, which is corrected by striking it out and recording it anew.
func missingLink(v visit, sheet app.DataSheet, line app.SheetLine) ui.Link {
	id := sheet.Case.ID
	switch line.Item.Record {
	case "":
		return ui.Link{Text: line.Item.Word + ": see the admission", Href: fmt.Sprintf("/people/%s?entry=%d#entry-%d", url.PathEscape(id), sheet.Admission, sheet.Admission)}
	case namedPersonForm.kind:
		return ui.Link{Text: line.Item.Word, Href: place{namedPersonForm.kind, id, string(casefile.CareCoordinator)}.path()}
	case "return":
		if v.may(access.ChangeSettings) {
			return ui.Link{Text: line.Item.Word, Href: returnSettingsPath}
		}
		return ui.Link{Text: line.Item.Word + ": who runs the register settles it", Href: hospitalPath(id)}
	case "hospitals":
		if v.may(access.Import) || v.may(access.ChangeSettings) {
			return ui.Link{Text: line.Item.Word, Href: hospitalsPath}
		}
		return ui.Link{Text: line.Item.Word, Href: hospitalPath(id)}
	}
	return ui.Link{Text: line.Item.Word, Href: place{kind: line.Item.Record, caseID: id}.path()}
}

func (s *Server) exportInpatients(w http.ResponseWriter, r *http.Request, v visit) error {
	var b bytes.Buffer
	if _, err := s.app.ExportInpatients(r.Context(), v.Actor, nil, &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "inpatients-" + s.app.Today().String() + ".csv"}))
	_, err := b.WriteTo(w)
	return err
}
