package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// hospitalColumns are those of the file of hospitals, a line for each ward.
var hospitalColumns = []string{"code", "hospital", "in_area", "cqc_rating", "rated_on", "ward", "security", "ward_kind", "bed_kind"}

// HospitalsFile writes the list as a CSV file, a line for each ward.
func HospitalsFile(list []Hospital) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{hospitalColumns}
	for _, h := range list {
		rated := ""
		if h.RatedOn != 0 {
			rated = h.RatedOn.String()
		}
		wards := h.Wards
		if len(wards) == 0 {
			wards = []Ward{{}}
		}
		for _, x := range wards {
			lines = append(lines, []string{h.Code, plainCell(h.Name), map[bool]string{true: "yes", false: "no"}[h.InArea], h.Rating, rated, plainCell(x.Name), string(x.Security), string(x.Kind), string(x.Bed)})
		}
	}
	err := w.WriteAll(lines)
	return b.Bytes(), err
}

// plainCell keeps a spreadsheet from taking words for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// ReadHospitals reads what HospitalsFile writes. A fault names its line.
func ReadHospitals(data []byte) ([]Hospital, error) {
	refuse := func(line int, text string) error {
		text = fmt.Sprintf("Line %d: %s", line, text)
		return &Error{Kind: Invalid, Text: text, Refusals: casefile.Refusals{{Field: "file", Text: text}}}
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	var list []Hospital
	var head []string
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, refuse(len(list)+1, "it cannot be read as a CSV file")
		}
		line, _ := r.FieldPos(0)
		for i := range cells {
			cells[i] = strings.TrimPrefix(strings.TrimSpace(cells[i]), "'")
		}
		if head == nil {
			head = cells
			for _, name := range hospitalColumns[:2] {
				if !slices.Contains(head, name) {
					return nil, refuse(line, "the first line names the columns: "+strings.Join(hospitalColumns, ", "))
				}
			}
			continue
		}
		cell := func(name string) string {
			if i := slices.Index(head, name); i >= 0 && i < len(cells) {
				return cells[i]
			}
			return ""
		}
		code := strings.ToUpper(cell("code"))
		if code == "" && cell("hospital") == "" && cell("ward") == "" {
			continue
		}
		i := slices.IndexFunc(list, func(h Hospital) bool { return h.Code == code })
		if i < 0 {
			h := Hospital{Code: code, Name: cell("hospital"), Rating: strings.ToLower(cell("cqc_rating"))}
			switch in := strings.ToLower(cell("in_area")); in {
			case "yes", "":
				h.InArea = true
			case "no":
			default:
				return nil, refuse(line, "in_area is yes or no")
			}
			if day := cell("rated_on"); day != "" {
				if h.RatedOn, err = civil.Parse(day); err != nil {
					return nil, refuse(line, "rated_on is a day such as 2026-03-31")
				}
			}
			list, i = append(list, h), len(list)
		}
		if name := cell("ward"); name != "" {
			list[i].Wards = append(list[i].Wards, Ward{Name: name, Security: casefile.Security(cell("security")), Kind: casefile.WardKind(cell("ward_kind")), Bed: casefile.BedKind(cell("bed_kind"))})
		}
		if refusals := checkHospital(list[i], civil.Of(2199, 1, 1)); len(refusals) > 0 {
			return nil, refuse(line, refusals[0].Text)
		}
	}
	if len(list) == 0 {
		return nil, refuse(1, "there is no hospital in it")
	}
	return list, nil
}

// BringInHospitals reads a file of hospitals and puts them into the list. Those
// that the list has and the file has not stay.
func (a *App) BringInHospitals(ctx context.Context, actor access.Actor, data []byte) (int, error) {
	if _, err := mayKeepHospitals(actor); err != nil {
		return 0, err
	}
	list, err := ReadHospitals(data)
	if err != nil {
		return 0, err
	}
	return len(list), a.SetHospitals(ctx, actor, list)
}
