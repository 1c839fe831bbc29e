package app

import (
	"reflect"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestHospitalsGoThroughAFile(t *testing.T) {
	t.Parallel()
	list := []Hospital{
		{Code: "X0001", Name: "Fairview, East", InArea: true, Rating: "good", RatedOn: civil.Of(2026, 1, 5), Wards: []Ward{{Name: "Elm", Security: casefile.Low, Kind: "secure-forensic", Bed: "low-secure"}, {Name: "Oak \"B\""}}},
		{Code: "X0002", Name: "=cmd()", Rating: CQCInadequate, RatedOn: civil.Of(2026, 2, 1)},
	}
	data, err := HospitalsFile(list)
	if err != nil || strings.Contains(string(data), ",=cmd") {
		t.Fatalf("%s, %v", data, err)
	}
	if got, err := ReadHospitals(append([]byte("\ufeff"), data...)); err != nil || !reflect.DeepEqual(got, list) {
		t.Errorf("read back as %+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"":                                       "Line 1: there is no hospital in it",
		"name,town\nA,B\n":                       "Line 1: the first line names the columns",
		"code,hospital\nX0001,\n":                "Line 2: Enter the name of the hospital",
		"code,hospital,in_area\nX01,A,perhaps\n": "Line 2: in_area is yes or no",
		"code,hospital,rated_on\nX01,A,1/2/26\n": "Line 2: rated_on is a day",
		"code,hospital,ward,security\nX01,A,E,low\nX01,A,F,tight\n": "Line 3: Line 2: the security is one of general",
		"code,hospital,cqc_rating\nX01,A,inadequate\n":              "Line 2: Enter since when it is rated inadequate",
		"code,hospital\n\"X01,A\n":                                  "it cannot be read as a CSV file",
	} {
		if _, err := ReadHospitals([]byte(text)); err == nil || !strings.Contains(As(err).Text, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestHospitalsLike(t *testing.T) {
	t.Parallel()
	list := []Hospital{{Code: "X0001", Name: "Fairview Hospital"}, {Code: "X0002", Name: "Fairlea House"}, {Code: "Y0001", Name: "Harbour House"}}
	for typed, want := range map[string]string{
		"fair": "X0001 X0002", "Fairview hospital": "X0001", "x0002": "X0002", "x00": "X0001 X0002", "Harbour House (Y0001)": "Y0001", "house by the sea": "X0002 Y0001", "moor": "", " ": "",
	} {
		var codes []string
		for _, h := range HospitalsLike(list, typed) {
			codes = append(codes, h.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%q is like %q, want %q", typed, got, want)
		}
	}
}
