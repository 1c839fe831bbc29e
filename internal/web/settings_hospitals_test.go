package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

func TestHospitalsAreKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/settings/hospitals"), "There is no hospital in the list yet")
	typed := day(map[string]string{"code": "x0001", "name": "Fairview Hospital", "in_area": "yes", "rating": "inadequate", "wards": "Elm Ward; low; secure-forensic; low-secure\n\nOak"}, "rated_on", feb1)
	wrong := map[string]string{"code": "?", "name": " ", "in_area": "yes", "rating": "inadequate", "wards": "Elm; tight"}
	doc := b.fill("/settings/hospitals/new", wrong).walked(http.StatusUnprocessableEntity)
	if got := summaryOf(doc); len(got) != 4 || !strings.HasPrefix(got[0], "code The code has 3 to 12") {
		t.Errorf("refused with %q", got)
	}
	b.fill("/settings/hospitals/new", typed).leads("/settings/hospitals")
	want := []app.Hospital{{Code: "X0001", Name: "Fairview Hospital", InArea: true, Rating: app.CQCInadequate, RatedOn: feb1, Wards: []app.Ward{{Name: "Elm Ward", Security: casefile.Low, Kind: "secure-forensic", Bed: "low-secure"}, {Name: "Oak"}}}}
	list := func() []app.Hospital {
		t.Helper()
		list, err := s.app.Hospitals(t.Context(), s.actor(access.Coordinator, "NORTH"))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := list(); !reflect.DeepEqual(got, want) {
		t.Errorf("kept %+v", got)
	}
	says(t, b.page("/settings/hospitals"), "Fairview Hospital", "X0001", "Inadequate", "Elm Ward, low secure")
	if text := b.get("/settings/hospitals/file.csv").body; !strings.Contains(text, "X0001,Fairview Hospital,yes,inadequate,2026-02-01,Elm Ward,low,secure-forensic,low-secure") {
		t.Errorf("the file is %s", text)
	}
	if got := formOf(t, b.page("/settings/hospitals/X0001"), "/settings/hospitals/X0001"); got.values.Get("wards") != "Elm Ward; low; secure-forensic; low-secure\nOak" {
		t.Errorf("offered as %q", got.values.Get("wards"))
	}
	b.fill("/settings/hospitals/X0001", map[string]string{"name": "Fairview", "rating": "good"}).leads("/settings/hospitals")
	if got := list()[0]; got.Name != "Fairview" || got.Rating != "good" || len(got.Wards) != 2 {
		t.Errorf("changed to %+v", got)
	}
	b.post("/settings/hospitals/X0001/remove", nil).leads("/settings/hospitals")
	if got := list(); len(got) != 0 {
		t.Errorf("left %+v", got)
	}
	for _, role := range []access.Role{access.Chair, access.Provider, access.Clinician} {
		refused(t, s.signedIn(role, "NORTH"), http.StatusForbidden, "GET /settings/hospitals", "POST /settings/hospitals/new", "POST /settings/hospitals/X0001/remove")
	}
	says(t, s.signedIn(access.Administrator, "NORTH").page("/settings/hospitals"), "Add a hospital")
}

// A ward is chosen by a name or a code, whole or in part; what is not on the
// list can be recorded and is marked; and who stays in a hospital stays in it
// by the words of the record, so that no move between hospitals is made up.
func TestAWardIsChosenFromTheList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	who := s.actor(access.Coordinator, "NORTH")
	for _, h := range []app.Hospital{
		{Code: "X0001", Name: "Fairview Hospital", InArea: true, Wards: []app.Ward{{Name: "Elm Ward", Security: casefile.Low, Kind: "secure-forensic", Bed: "low-secure"}, {Name: "Willow"}}},
		{Code: "X0002", Name: "Fairlea House", Rating: app.CQCInadequate, RatedOn: feb1},
	} {
		if err := s.app.SetHospital(t.Context(), who, h); err != nil {
			t.Fatal(err)
		}
	}
	details := rosa
	details.NHSNumber = ""
	on := func(m map[string]string) map[string]string { return day(m, "on", march1) }
	type m = map[string]string
	for name, test := range map[string]struct {
		typed m
		want  casefile.Admission
		wrong []string
	}{
		"by its code": {typed: m{"hospital": "x0001", "ward": "elm ward", "legal_status": "2"},
			want: casefile.Admission{Hospital: "X0001", Ward: "Elm Ward", Security: "low", LegalStatus: "2", PlaceDetails: casefile.PlaceDetails{Name: "Fairview Hospital", WardKind: "secure-forensic", BedKind: "low-secure"}}},
		"by its name, out of area": {typed: m{"hospital": "fairlea house", "ward": "Any", "security": "general", "legal_status": "2", "out_of_area_reason": "choice"},
			want: casefile.Admission{Hospital: "X0002", Ward: "Any", Security: "general", LegalStatus: "2", OutOfArea: true, PlaceDetails: casefile.PlaceDetails{Name: "Fairlea House", OutOfAreaReason: "choice"}}},
		"by a part": {typed: m{"hospital": "fair", "ward": "Elm Ward", "security": "low", "legal_status": "2"}, wrong: []string{
			"which_hospital Choose which hospital you mean, or that it is not on the list"}},
		"by a part and a choice": {typed: m{"hospital": "fair", "which_hospital": "X0001", "ward": "Elm Ward", "legal_status": "2"},
			want: casefile.Admission{Hospital: "X0001", Ward: "Elm Ward", Security: "low", LegalStatus: "2", PlaceDetails: casefile.PlaceDetails{Name: "Fairview Hospital", WardKind: "secure-forensic", BedKind: "low-secure"}}},
		"not on the list": {typed: m{"hospital": "Moor", "which_hospital": "not-listed", "ward": "Elm", "security": "general", "legal_status": "2", "out_of_area": "yes"},
			want: casefile.Admission{Hospital: "Moor", Ward: "Elm", Security: "general", LegalStatus: "2", OutOfArea: true}},
		"not on the list, and left to it": {typed: m{"hospital": "Moor", "which_hospital": "not-listed", "ward": "Elm", "security": "as-listed", "legal_status": "2", "out_of_area": "list"}, wrong: []string{
			"security The list does not say what the ward’s security is. Choose it", "out_of_area The hospital is not on the list. Choose if it is out of area"}},
		"a ward that is not": {typed: m{"hospital": "X0001", "ward": "Ash", "security": "low", "legal_status": "2"}, wrong: []string{"which_ward Choose which ward you mean, or that it is not on the list"}},
		"a ward that is not, said so": {typed: m{"hospital": "X0001", "ward": "Ash", "which_ward": "not-listed", "security": "low", "legal_status": "2"},
			want: casefile.Admission{Hospital: "X0001", Ward: "Ash", Security: "low", LegalStatus: "2", PlaceDetails: casefile.PlaceDetails{Name: "Fairview Hospital"}}},
	} {
		id := s.person("NORTH", details)
		path := "/people/" + id + "/record/admission"
		first := on(test.typed)
		delete(first, "which_hospital")
		delete(first, "which_ward")
		values := formOf(t, b.page(path), path).with(first)
		for _, field := range []string{"which_hospital", "which_ward"} {
			if v, ok := test.typed[field]; ok {
				values.Set(field, v)
			}
		}
		values.Set("do", "save")
		got := b.post(path, values)
		if test.wrong != nil {
			if said := summaryOf(got.walked(http.StatusUnprocessableEntity)); !reflect.DeepEqual(said, test.wrong) {
				t.Errorf("%s: refused with %q, want %q", name, said, test.wrong)
			}
			continue
		}
		got.leads("/people/" + id)
		if a := s.kase("NORTH", id).Stay; a == nil || !reflect.DeepEqual(a.Admission, test.want) {
			t.Errorf("%s: recorded %+v\nwant %+v", name, a, test.want)
		}
		switch name {
		case "by its name, out of area":
			says(t, b.page("/people/"+id+"/hospital"), "This hospital is rated inadequate", "nobody has recorded who agreed")
			s.record("NORTH", id, casefile.Add{On: march2, Fact: casefile.InadequateNotice{Hospital: "X0002", AgreedBy: "Chief nurse", LookAgain: march2 + 30}, Note: "No other bed"})
			doc := b.page("/people/" + id + "/hospital")
			saysNot(t, doc, "This hospital is rated inadequate")
			says(t, doc, "Nobody has recorded that these were told, or why not: the person, family or carers, chief executive", "NHS England region, host commissioner", "Who was told that the hospital is rated inadequate")
			s.record("NORTH", id, casefile.Add{On: march2, Fact: casefile.InadequateTold{To: casefile.NoticeParties[2:], By: "Ann Chair"}})
			s.record("NORTH", id, casefile.Add{On: march2, Fact: casefile.InadequateTold{To: casefile.NoticeParties[:2], Not: true}, Note: "They know it"})
			doc = b.page("/people/" + id + "/hospital")
			saysNot(t, doc, "Nobody has recorded that these were told")
			says(t, doc, "Told on 2 March 2026 by Ann Chair", "Not told, 2 March 2026. They know it")
		case "not on the list":
			says(t, b.page("/people/"+id+"/hospital"), "The hospital is not on the list")
			says(t, b.page("/settings/hospitals"), "In use and not on the list", "Moor")
			says(t, b.page("/inpatients"), "Hospital not on the list")
		}
	}

	says(t, b.page("/inpatients"), "Hospital not on the list", "Rated inadequate")

	// Recorded by its name before there was a list: the move to another ward of it
	// is none to another hospital.
	id := s.person("NORTH", details, casefile.Admit{On: feb1, Admission: casefile.Admission{Hospital: "Fairview Hospital", Ward: "Elm Ward", Security: "low", LegalStatus: "2"}})
	path := "/people/" + id + "/record/ward-move"
	for _, typed := range []string{"X0001", "Fairview Hospital"} {
		values := formOf(t, b.page(path), path).with(on(m{"hospital": typed, "ward": "Willow", "security": "low"}))
		values.Set("do", "save")
		b.post(path, values).leads("/people/" + id)
		if stay := s.kase("NORTH", id).Stay; stay.Hospital != "Fairview Hospital" || stay.Ward != "Willow" {
			t.Errorf("moved by %q to %+v", typed, stay)
		}
	}
}
